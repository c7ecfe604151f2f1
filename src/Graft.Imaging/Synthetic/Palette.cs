using Graft.Recipes;

namespace Graft.Imaging.Synthetic;

/// <summary>A colour in linear steps of red, green and blue, 0 to 1.</summary>
internal readonly record struct Colour(float Red, float Green, float Blue)
{
    public float Luminance => (0.299f * Red) + (0.587f * Green) + (0.114f * Blue);

    public static Colour operator *(Colour colour, float factor) => new(colour.Red * factor, colour.Green * factor, colour.Blue * factor);

    public static Colour Mix(Colour from, Colour to, float share) =>
        new(from.Red + (share * (to.Red - from.Red)), from.Green + (share * (to.Green - from.Green)), from.Blue + (share * (to.Blue - from.Blue)));

    /// <summary>Writes the colour as an opaque RGBA pixel.</summary>
    public void WriteTo(Span<byte> pixel)
    {
        (pixel[0], pixel[1], pixel[2], pixel[3]) = (Byte(Red), Byte(Green), Byte(Blue), 255);
        static byte Byte(float value) => (byte)(Math.Clamp(value, 0, 1) * 255);
    }

    public static Colour FromHue(double hue, double saturation, double value)
    {
        float Channel(double offset)
        {
            double k = (offset + (hue * 6)) % 6;
            return (float)(value - (value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
        return new(Channel(5), Channel(3), Channel(1));
    }
}

/// <summary>The colours of one picture: two for the object's surface and two for the ground. Every class draws them from the same distribution, so that colour tells nothing.</summary>
internal readonly record struct Palette(Colour First, Colour Second, Colour Ground, Colour GroundSecond)
{
    public static Palette Draw(ref AddressedRandom random)
    {
        Colour first = Any(ref random), second = Any(ref random);
        while (MathF.Abs(first.Luminance - second.Luminance) < 0.22f)
        {
            second = Any(ref random);
        }
        Colour ground = Any(ref random), nearGround = Colour.Mix(ground, Any(ref random), (float)random.Next(0.15, 0.7));
        return new(first, second, ground, nearGround);
    }

    public static Colour Any(ref AddressedRandom random)
    {
        double hue = random.NextDouble(), saturation = random.NextDouble() * 0.9, value = random.Next(0.12, 1);
        return Colour.FromHue(hue, saturation, value);
    }
}
