using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Weights.Pickles;

/// <summary>Reads Python's pickle as data: a stack machine without any power to run code.</summary>
/// <remarks>
/// Values become: None null, bool, int <see cref="long"/> (or <see cref="BigInteger"/>), float <see cref="double"/>, str <see cref="string"/>, bytes <c>byte[]</c>, tuple <c>object?[]</c>,
/// list and set <see cref="List{T}"/>, dict <see cref="PickleDict"/>. Every step takes at least one byte of the file and pushes at most one value, so memory is bounded by the bytes really there; there is no recursion.
/// </remarks>
internal sealed class PickleReader(ReadOnlyMemory<byte> bytes, IPickleWorld world)
{
    private const int MaxSteps = 8_000_000, MaxMemo = 1_000_000, MaxStack = 1_000_000, MaxName = 512;

    private static readonly object MarkObject = new();

    private readonly List<object?> stack = [];
    private readonly Dictionary<uint, object?> memo = [];

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Reads one pickle, up to and with its STOP.</summary>
    /// <exception cref="PickleException">It is damaged, or names a class or function that <see cref="IPickleWorld"/> refuses.</exception>
    public object? Read()
    {
        if (Byte() != (byte)PickleOp.Proto || Byte() is < 2 or > 5)
        {
            throw new PickleException("it does not begin as a pickle of protocol 2 to 5");
        }
        for (int step = 0; step < MaxSteps; step++)
        {
            var op = (PickleOp)Byte();
            if (op == PickleOp.Stop)
            {
                return Pop();
            }
            Run(op);
            if (stack.Count > MaxStack || memo.Count > MaxMemo)
            {
                throw new PickleException($"it holds more than {MaxStack} values at once, far more than a state dict does");
            }
        }
        throw new PickleException($"it takes more than {MaxSteps} steps, far more than a state dict does");
    }

    private void Run(PickleOp op)
    {
        switch (op)
        {
            case PickleOp.Proto: Byte(); break;
            case PickleOp.Frame: Take(8); break;
            case PickleOp.Mark: stack.Add(MarkObject); break;
            case PickleOp.Pop: stack.RemoveAt(Last()); break;
            case PickleOp.PopMark: PopToMark(); break;
            case PickleOp.Dup: stack.Add(stack[Last()]); break;
            case PickleOp.None: stack.Add(null); break;
            case PickleOp.NewTrue: stack.Add(true); break;
            case PickleOp.NewFalse: stack.Add(false); break;
            case PickleOp.Int: stack.Add(long.TryParse(Line(), out long number) ? number : throw new PickleException("a number in it is none")); break;
            case PickleOp.BinInt: stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case PickleOp.BinInt1: stack.Add((long)Byte()); break;
            case PickleOp.BinInt2: stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case PickleOp.Long1: stack.Add(Whole(Take(Byte()))); break;
            case PickleOp.Long4: stack.Add(Whole(Take(Length4()))); break;
            case PickleOp.BinFloat: stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case PickleOp.ShortBinString or PickleOp.ShortBinUnicode: stack.Add(Encoding.UTF8.GetString(Take(Byte()))); break;
            case PickleOp.BinString or PickleOp.BinUnicode: stack.Add(Encoding.UTF8.GetString(Take(Length4()))); break;
            case PickleOp.BinUnicode8: stack.Add(Encoding.UTF8.GetString(Take(Length8()))); break;
            case PickleOp.ShortBinBytes: stack.Add(Take(Byte()).ToArray()); break;
            case PickleOp.BinBytes: stack.Add(Take(Length4()).ToArray()); break;
            case PickleOp.BinBytes8 or PickleOp.ByteArray8: stack.Add(Take(Length8()).ToArray()); break;
            case PickleOp.BinGet: stack.Add(Recall(Byte())); break;
            case PickleOp.LongBinGet: stack.Add(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case PickleOp.BinPut: memo[Byte()] = stack[Last()]; break;
            case PickleOp.LongBinPut: memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = stack[Last()]; break;
            case PickleOp.Memoize: memo[(uint)memo.Count] = stack[Last()]; break;
            default: RunContainer(op); break;
        }
    }

    private void RunContainer(PickleOp op)
    {
        switch (op)
        {
            case PickleOp.EmptyTuple: stack.Add(Array.Empty<object?>()); break;
            case PickleOp.Tuple: stack.Add(PopToMark()); break;
            case PickleOp.Tuple1: stack.Add(PopLast(1)); break;
            case PickleOp.Tuple2: stack.Add(PopLast(2)); break;
            case PickleOp.Tuple3: stack.Add(PopLast(3)); break;
            case PickleOp.EmptyList or PickleOp.EmptySet: stack.Add(new List<object?>()); break;
            case PickleOp.FrozenSet: stack.Add(new List<object?>(PopToMark())); break;
            case PickleOp.Append: AddTo(PopLast(1)); break;
            case PickleOp.Appends or PickleOp.AddItems: AddTo(PopToMark()); break;
            case PickleOp.EmptyDict: stack.Add(new PickleDict()); break;
            case PickleOp.SetItem: SetIn(PopLast(2)); break;
            case PickleOp.SetItems: SetIn(PopToMark()); break;
            case PickleOp.Global: stack.Add(Global(Line() + "." + Line())); break;
            case PickleOp.StackGlobal: stack.Add(PopLast(2) is [string module, string name] ? Global(module + "." + name) : throw new PickleException("a name in it is no text")); break;
            case PickleOp.Reduce or PickleOp.NewObj: stack.Add(PopLast(2) is [PickleGlobal { Call: { } call }, object?[] arguments] ? call(arguments) : throw new PickleException("it calls what is no function")); break;
            case PickleOp.Build: Pop(); break; // attributes of a dictionary or a tensor: notes of Python's, not weights
            case PickleOp.BinPersId: stack.Add(world.LoadOutside(Pop())); break;
            default: throw new PickleException($"its instruction 0x{(byte)op:X2} is none that a state dict needs");
        }
    }

    private PickleGlobal Global(string name) => name.Length > MaxName ? throw new PickleException("a name in it is too long")
        : world.FindGlobal(name) ?? throw new PickleException($"it asks to run '{name}': refused. A weight file holds names and numbers alone. If you trust it, load it in Python and keep only those: torch.save(model.state_dict(), path)");

    private void AddTo(object?[] items)
    {
        List<object?> list = stack[Last()] as List<object?> ?? throw new PickleException("it appends to what is no list");
        list.AddRange(items);
    }

    private void SetIn(object?[] items)
    {
        PickleDict dict = stack[Last()] as PickleDict ?? throw new PickleException("it sets an entry of what is no dictionary");
        if (items.Length % 2 != 0)
        {
            throw new PickleException("a dictionary in it has a key without a value");
        }
        for (int i = 0; i < items.Length; i += 2)
        {
            dict.Add(items[i], items[i + 1]);
        }
    }

    private object? Recall(uint place) => memo.TryGetValue(place, out object? value) ? value : throw new PickleException($"it recalls value {place}, which was never kept");

    /// <summary>The place of the topmost value, which must not be a mark.</summary>
    private int Last() => stack.Count > 0 && stack[^1] != MarkObject ? stack.Count - 1 : throw new PickleException("it takes a value where there is none");

    private object? Pop() => PopLast(1)[0];

    private object?[] PopLast(int count)
    {
        var items = new object?[count];
        for (int i = count - 1; i >= 0; i--)
        {
            items[i] = stack[Last()];
            stack.RemoveAt(stack.Count - 1);
        }
        return items;
    }

    private object?[] PopToMark()
    {
        int mark = stack.LastIndexOf(MarkObject);
        if (mark < 0)
        {
            throw new PickleException("it closes a list that was never opened");
        }
        object?[] items = CollectionsMarshal.AsSpan(stack)[(mark + 1)..].ToArray();
        stack.RemoveRange(mark, stack.Count - mark);
        return items;
    }

    private string Line()
    {
        ReadOnlySpan<byte> rest = bytes.Span[Position..];
        int length = rest[..Math.Min(rest.Length, MaxName)].IndexOf((byte)'\n');
        return length >= 0 ? Encoding.UTF8.GetString(Take(length + 1)[..length]) : throw new PickleException("a line in it has no end");
    }

    private static object Whole(ReadOnlySpan<byte> digits)
    {
        BigInteger value = digits.Length <= 1024 ? new(digits) : throw new PickleException($"a number in it has {digits.Length} bytes, far more than any that a state dict holds");
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private int Length4() => BinaryPrimitives.ReadInt32LittleEndian(Take(4)) is >= 0 and int length ? length : throw new PickleException("a length in it is negative or beyond 2 GiB");

    private int Length8() => BinaryPrimitives.ReadInt64LittleEndian(Take(8)) is >= 0 and <= int.MaxValue and long length ? (int)length : throw new PickleException("a length in it is negative or beyond 2 GiB");

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - Position)
        {
            throw new PickleException($"it is cut off: {count} more bytes are asked for and {bytes.Length - Position} are there");
        }
        ReadOnlySpan<byte> taken = bytes.Span.Slice(Position, count);
        Position += count;
        return taken;
    }
}
