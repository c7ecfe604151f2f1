namespace Graft.Graphs.Ops;

/// <summary>A height and a width in pixels.</summary>
public readonly record struct Size2(long Height, long Width)
{
    public static implicit operator Size2(long both) => new(both, both);

    public override string ToString() => Height == Width ? $"{Height}" : $"{Height}×{Width}";
}

/// <summary>Pixels added at the four edges.</summary>
public readonly record struct Margins(long Top, long Left, long Bottom, long Right)
{
    public static implicit operator Margins(long all) => new(all, all, all, all);

    public static implicit operator Margins(Size2 sides) => new(sides.Height, sides.Width, sides.Height, sides.Width);

    public bool IsSymmetric => Top == Bottom && Left == Right;
}

/// <summary>Who decides the padding: the numbers given, or TensorFlow's rule "as many outputs as inputs divided by the stride".</summary>
public enum AutoPad
{
    Explicit,

    /// <summary>TensorFlow's SAME: an odd pixel goes to the bottom and the right.</summary>
    SameUpper,

    /// <summary>An odd pixel goes to the top and the left.</summary>
    SameLower,
}

/// <summary>The sliding window of a convolution or a pooling.</summary>
public sealed record Window(Size2 Kernel)
{
    public Size2 Stride { get; init; } = 1;

    public Margins Pad { get; init; }

    public Size2 Dilation { get; init; } = 1;

    public AutoPad AutoPad { get; init; }

    /// <summary>Whether a last window that sticks out of the padded picture counts (pooling only).</summary>
    public bool Ceiling { get; init; }

    /// <summary>The padding for a picture of this size; what <see cref="Pad"/> says unless <see cref="AutoPad"/> decides.</summary>
    public Margins PadFor(Size2 picture)
    {
        if (AutoPad == AutoPad.Explicit)
        {
            return Pad;
        }
        long height = Total(picture.Height, Kernel.Height, Stride.Height, Dilation.Height);
        long width = Total(picture.Width, Kernel.Width, Stride.Width, Dilation.Width);
        Margins upper = new(height / 2, width / 2, height - (height / 2), width - (width / 2));
        return AutoPad == AutoPad.SameUpper ? upper : new(upper.Bottom, upper.Right, upper.Top, upper.Left);

        static long Total(long size, long kernel, long stride, long dilation) =>
            Math.Max(0, ((((size + stride - 1) / stride) - 1) * stride) + ((kernel - 1) * dilation) + 1 - size);
    }

    /// <summary>The size of what comes out, for a picture of this size; a dynamic side stays dynamic.</summary>
    /// <exception cref="GraphException">The window does not fit into the padded picture.</exception>
    public Size2 OutputFor(Size2 picture)
    {
        if (Kernel.Height < 1 || Kernel.Width < 1 || Stride.Height < 1 || Stride.Width < 1 || Dilation.Height < 1 || Dilation.Width < 1)
        {
            throw new GraphException($"a window of {Kernel} with stride {Stride} and dilation {Dilation}: each must be at least 1");
        }
        Margins pad = PadFor(picture);
        return new(
            Side("height", picture.Height, pad.Top, pad.Bottom, Kernel.Height, Stride.Height, Dilation.Height),
            Side("width", picture.Width, pad.Left, pad.Right, Kernel.Width, Stride.Width, Dilation.Width));
    }

    private long Side(string name, long size, long before, long after, long kernel, long stride, long dilation)
    {
        if (size == Shape.Dynamic)
        {
            return Shape.Dynamic;
        }
        long room = size + before + after - (((kernel - 1) * dilation) + 1);
        if (room < 0)
        {
            throw new GraphException($"a window of {name} {kernel} (dilation {dilation}) does not fit into {size} pixels padded by {before} and {after}");
        }
        long steps = Ceiling ? (room + stride - 1) / stride : room / stride;
        // A window that starts beyond the picture and its leading pad would see padding alone; ONNX and PyTorch leave it out.
        return Ceiling && steps * stride >= size + before ? steps : steps + 1;
    }
}
