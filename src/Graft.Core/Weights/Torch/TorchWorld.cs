using System.Collections.Frozen;
using Graft.Graphs;
using Graft.Weights.Pickles;

namespace Graft.Weights.Torch;

/// <summary>What the pickle of a PyTorch state dict may name: containers, tensors, storages and element types. Everything else is refused by its name.</summary>
internal sealed class TorchWorld : IPickleWorld
{
    private const int MaxCopied = 1_000_000;

    private static readonly FrozenDictionary<string, ElementType> StorageTypes = new Dictionary<string, ElementType>
    {
        ["FloatStorage"] = ElementType.Float32,
        ["DoubleStorage"] = ElementType.Float64,
        ["HalfStorage"] = ElementType.Float16,
        ["BFloat16Storage"] = ElementType.BFloat16,
        ["LongStorage"] = ElementType.Int64,
        ["IntStorage"] = ElementType.Int32,
        ["ShortStorage"] = ElementType.Int16,
        ["CharStorage"] = ElementType.Int8,
        ["ByteStorage"] = ElementType.UInt8,
        ["BoolStorage"] = ElementType.Bool,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ElementType> Types = new Dictionary<string, ElementType>
    {
        ["float32"] = ElementType.Float32,
        ["float64"] = ElementType.Float64,
        ["float16"] = ElementType.Float16,
        ["bfloat16"] = ElementType.BFloat16,
        ["int64"] = ElementType.Int64,
        ["int32"] = ElementType.Int32,
        ["int16"] = ElementType.Int16,
        ["int8"] = ElementType.Int8,
        ["uint8"] = ElementType.UInt8,
        ["uint16"] = ElementType.UInt16,
        ["uint32"] = ElementType.UInt32,
        ["uint64"] = ElementType.UInt64,
        ["bool"] = ElementType.Bool,
    }.ToFrozenDictionary();

    private readonly Dictionary<string, TorchStorage> storages = new(StringComparer.Ordinal);
    private int copied;

    /// <summary>The storages that were named, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => storages;

    public PickleGlobal? FindGlobal(string name) => name switch
    {
        "collections.OrderedDict" or "collections.defaultdict" or "collections.Counter" => new(name, NewDict),
        "builtins.set" or "__builtin__.set" => new(name, arguments => arguments is [List<object?> items] ? items : new List<object?>()),
        "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" => new(name, RebuildTensor),
        "torch._utils._rebuild_tensor_v3" => new(name, RebuildTypedTensor),
        "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" => new(name, arguments => arguments.FirstOrDefault()),
        "torch._tensor._rebuild_from_type_v2" => new(name, arguments => arguments is [PickleGlobal { Call: { } inner }, _, object?[] rest, ..] ? inner(rest) : throw Odd(name)),
        "torch.Size" => new(name, arguments => arguments is [object?[] sizes] ? sizes : throw Odd(name)),
        "torch.device" => new(name, arguments => string.Join(":", arguments.Where(part => part is string or long))),
        "torch.Tensor" or "torch.nn.parameter.Parameter" or "torch.storage.UntypedStorage" or "torch.UntypedStorage" or "torch.storage._UntypedStorage" => new(name),
        _ when StorageOf(name) is not null || TypeOf(name) is not null => new(name),
        _ when name.StartsWith("torch.", StringComparison.Ordinal) && name.EndsWith("Storage", StringComparison.Ordinal) =>
            throw new PickleException($"its numbers are of the type '{name}', which is not supported: save the weights as float, half, bfloat16, double, integer or bool tensors"),
        _ => null,
    };

    /// <summary>Storages are kept outside: ('storage', type, key, device, elements) and, in the old form, (key, first, elements) of a view or None.</summary>
    public object LoadOutside(object? identity)
    {
        if (identity is not object?[] { Length: >= 5 } parts || parts[0] is not "storage" || parts[1] is not PickleGlobal type || KeyOf(parts[2]) is not { } key || parts[4] is not long elements)
        {
            throw new PickleException("it refers to something outside that is no storage");
        }
        ElementType? element = StorageOf(type.Name);
        if (element is null && !type.Name.EndsWith("UntypedStorage", StringComparison.Ordinal))
        {
            throw Odd(type.Name);
        }
        TorchStorage storage = parts.Length < 6 || parts[5] is null ? new(element, key, elements, First: 0)
            : parts[5] is object?[] view && view is [_, long first, long viewed] ? new(element, key, viewed, first)
            : throw Odd("a view of a storage");
        storages[key] = storage;
        return storage;
    }

    private static string? KeyOf(object? key) => key is string or long ? key.ToString() : null;

    private static ElementType? StorageOf(string name) =>
        name.LastIndexOf('.') is > 0 and int dot && name[..dot] is "torch" or "torch.cuda" && StorageTypes.TryGetValue(name[(dot + 1)..], out ElementType type) ? type : null;

    private static ElementType? TypeOf(string name) => name.StartsWith("torch.", StringComparison.Ordinal) && Types.TryGetValue(name[6..], out ElementType type) ? type : null;

    private PickleDict NewDict(object?[] arguments)
    {
        PickleDict dict = new();
        // Python 2 hands an OrderedDict its pairs as a list; a list may be handed over again and again, hence the count.
        if (arguments is [List<object?> pairs])
        {
            copied = pairs.Count <= MaxCopied - copied ? copied + pairs.Count : throw new PickleException("it copies its dictionaries over and over");
            foreach (object? pair in pairs)
            {
                (object? key, object? value) = pair switch
                {
                    object?[] { Length: 2 } tuple => (tuple[0], tuple[1]),
                    List<object?> { Count: 2 } list => (list[0], list[1]),
                    _ => throw Odd("a dictionary's entry"),
                };
                dict.Add(key, value);
            }
        }
        return arguments is [PickleDict counted] ? counted : dict;
    }

    private static TorchTensor RebuildTensor(object?[] arguments) => arguments is [TorchStorage { Type: { } type } storage, long offset, object?[] sizes, object?[] strides, ..]
        ? new(storage, type, offset, Numbers(sizes), Strides(strides, sizes)) : throw Odd("a tensor");

    private static TorchTensor RebuildTypedTensor(object?[] arguments) =>
        arguments is [TorchStorage storage, long offset, object?[] sizes, object?[] strides, _, _, PickleGlobal typeName, ..]
            ? new(storage, TypeOf(typeName.Name) ?? throw Odd(typeName.Name), offset, Numbers(sizes), Strides(strides, sizes)) : throw Odd("a tensor");

    private static long[] Strides(object?[] strides, object?[] sizes) => strides.Length == sizes.Length ? Numbers(strides) : throw Odd("a tensor whose strides do not match its axes");

    private static long[] Numbers(object?[] values) => values.Length <= TensorBytes.MaxRank && values.All(value => value is long) ? [.. values.Cast<long>()]
        : throw new PickleException($"a shape in it is not made of at most {TensorBytes.MaxRank} whole numbers");

    private static PickleException Odd(string what) => new($"it describes {(what.Contains('.') ? $"'{what}'" : what)} in a way that PyTorch does not");
}
