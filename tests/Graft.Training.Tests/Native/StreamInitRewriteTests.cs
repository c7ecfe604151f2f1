using Graft.Training.Native;

namespace Graft.Training.Tests.Native;

public class StreamInitRewriteTests
{
    private static readonly byte[] Library = TinyLibrary.Build();

    [Fact]
    public void Three_fields_change_and_nothing_else()
    {
        byte[] copy = StreamInitRewrite.Apply(Library, "tiny.so");

        Assert.Equal(Library.Length, copy.Length);
        int[] changed = [.. Enumerable.Range(0, copy.Length).Where(i => copy[i] != Library[i])];
        Assert.All(changed, i => Assert.True(i == TinyLibrary.HookVersionAt || i == TinyLibrary.RequirementFlagsAt || (i >= TinyLibrary.HookNameAt && i < TinyLibrary.HookNameAt + 12)));
        Assert.Equal("sched_yield\0"u8, copy.AsSpan(TinyLibrary.HookNameAt, 12));
        Assert.Equal(1, copy[TinyLibrary.HookVersionAt]);
        Assert.Equal(2, copy[TinyLibrary.RequirementFlagsAt]);
    }

    [Fact]
    public void The_original_is_left_as_it_is()
    {
        byte[] original = [.. Library];
        StreamInitRewrite.Apply(original, "tiny.so");
        Assert.Equal(Library, original);
    }

    [Fact]
    public void What_is_rewritten_once_has_nothing_left_to_rewrite()
    {
        byte[] copy = StreamInitRewrite.Apply(Library, "tiny.so");
        ElfException error = Assert.Throws<ElfException>(() => StreamInitRewrite.Apply(copy, "tiny.so"));
        Assert.StartsWith("tiny.so: the file does not ask for the stream hook", error.Message);
        Assert.Contains("restore the TorchSharp package anew", error.Message);
    }

    [Fact]
    public void A_second_symbol_of_the_same_version_is_refused()
    {
        byte[] library = [.. Library];
        library[TinyLibrary.OtherVersionAt] = library[TinyLibrary.HookVersionAt];
        Assert.Contains("asks for more of GLIBCXX_3.4.32", Assert.Throws<ElfException>(() => StreamInitRewrite.Apply(library, "tiny.so")).Message);
    }

    [Fact]
    public void A_name_shared_with_another_symbol_is_refused()
    {
        byte[] library = [.. Library];
        library[TinyLibrary.OtherNameOffsetAt] = (byte)(TinyLibrary.HookNameAt - TinyLibrary.NamesAt + 2);
        Assert.Contains("shares the name", Assert.Throws<ElfException>(() => StreamInitRewrite.Apply(library, "tiny.so")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ and then some text that is long enough to hold a header of sixty-four bytes")]
    public void What_is_no_library_is_named(string text) =>
        Assert.Contains("is not a 64-bit little-endian ELF library", Assert.Throws<ElfException>(() => StreamInitRewrite.Apply(System.Text.Encoding.ASCII.GetBytes(text), "x")).Message);

    [Fact]
    public void Every_truncation_is_a_named_error()
    {
        for (int length = 0; length < Library.Length; length++)
        {
            Assert.Throws<ElfException>(() => StreamInitRewrite.Apply(Library[..length], "tiny.so"));
        }
    }

    [Fact]
    public void Every_flipped_bit_is_a_named_error_or_a_sound_copy()
    {
        for (int bit = 0; bit < Library.Length * 8; bit++)
        {
            byte[] damaged = [.. Library];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Try(damaged);
        }
    }

    [Fact]
    public void Nonsense_is_a_named_error_or_a_sound_copy()
    {
        Random random = new(1);
        byte[][] nonsense = [[0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0x7f], [1, 0, 0, 0x80], [0, 0, 1, 0]];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. Library];
            for (int patches = random.Next(1, 6); patches > 0; patches--)
            {
                nonsense[random.Next(nonsense.Length)].CopyTo(damaged, random.Next(damaged.Length - 4));
            }
            Try(damaged);
        }
    }

    private static void Try(byte[] damaged)
    {
        try
        {
            Assert.Equal(damaged.Length, StreamInitRewrite.Apply(damaged, "tiny.so").Length);
        }
        catch (ElfException)
        {
            // Any other exception fails the test.
        }
    }
}
