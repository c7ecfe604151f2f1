using Graft.Graphs;

namespace Graft.Weights.Torch;

/// <summary>A storage as a pickle names it: a run of numbers kept elsewhere in the file, under a key.</summary>
/// <param name="Type">Null for a run of bytes without a type.</param>
/// <param name="Elements">How many numbers (bytes without a type).</param>
/// <param name="First">The first number of the kept run that belongs to it; not 0 only for the views of storages that PyTorch 0.3 and older made.</param>
internal sealed record TorchStorage(ElementType? Type, string Key, long Elements, long First)
{
    /// <summary>Bytes of one element.</summary>
    public int Unit => Type?.Size ?? 1;
}

/// <summary>A tensor as a pickle describes it: a strided view of a storage. Offset and strides count elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, ElementType Type, long Offset, long[] Sizes, long[] Strides)
{
    /// <summary>The graph's tensor that reads this view from the file; a contiguous one without a copy, another gathered on each read.</summary>
    /// <param name="run">Where the storage's bytes lie in the file.</param>
    /// <exception cref="WeightFileException">The view reaches beyond its storage, or the storage beyond its bytes.</exception>
    public Tensor Open(MappedFile file, StoredEntry run, string name)
    {
        int unit = Type.Size;
        Int128 storageBytes = (Int128)Storage.Elements * Storage.Unit, before = (Int128)Storage.First * Storage.Unit;
        if (Storage.Elements < 0 || Storage.First < 0 || before + storageBytes > run.Length)
        {
            throw Damaged($"it lies in the storage '{Storage.Key}' of {storageBytes} bytes, of which the file holds {run.Length}");
        }
        if (!TensorBytes.TryCount(Sizes, Type, out long length, out string fault))
        {
            throw Damaged($"its shape is ({string.Join(", ", Sizes)}): {fault}");
        }
        Int128 last = Offset;
        for (int axis = 0; axis < Sizes.Length; axis++)
        {
            if (Strides[axis] < 0)
            {
                throw Damaged($"its stride {Strides[axis]} is negative");
            }
            last += Int128.Max(0, (Int128)Sizes[axis] - 1) * Strides[axis];
        }
        if (Offset < 0 || (length > 0 && (last + 1) * unit > storageBytes))
        {
            throw Damaged($"it reaches to element {last} of its storage '{Storage.Key}' of {storageBytes / unit}");
        }
        if (length > file.Length)
        {
            // An expanded tensor names one element many times; without a bound a small file could ask for any amount of memory.
            throw Damaged($"it repeats few numbers to {length} bytes, more than the whole file. Save a copy: tensor.contiguous()");
        }
        Shape shape = Shape.Of(Sizes);
        if (length == 0)
        {
            return Tensor.Lazy(Type, shape, () => default);
        }
        (long start, Int128 span) = (run.Offset + (long)before + (Offset * unit), (last - Offset + 1) * unit);
        return IsContiguous ? Tensor.Lazy(Type, shape, () => file.Memory(start, (int)length))
            : span > int.MaxValue ? throw Damaged($"its numbers are strewn over {span} bytes. Save a copy: tensor.contiguous()")
            : Tensor.Lazy(Type, shape, Gather);

        ReadOnlyMemory<byte> Gather()
        {
            ReadOnlyMemory<byte> view = file.Memory(start, (int)span);
            byte[] gathered = StridedBytes.Gather(view.Span, shape, [.. Strides.Select(stride => stride * unit)], unit);
            GC.KeepAlive(view);
            return gathered;
        }

        WeightFileException Damaged(string fact) => new($"{file.Path}: '{name}' cannot be read: {fact}.");
    }

    private bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Sizes.Length - 1; axis >= 0; axis--)
            {
                if (Sizes[axis] != 1 && Strides[axis] != expected)
                {
                    return false;
                }
                expected *= Sizes[axis];
            }
            return true;
        }
    }
}
