using Graft.Training.Native;

namespace Graft.Training.Tests.Native;

public class NamedStubTests
{
    [Fact]
    public void The_loader_finds_a_stub_by_its_name_once_it_is_loaded()
    {
        Assert.SkipUnless(Platform.Rid == "linux-x64", "stubs are used on linux-x64 only");
        const string Name = "graft_test_stub.so";
        Assert.Equal(0, Glibc.FindLoaded(Name));
        nint handle = MemoryLibrary.Load(Name, NamedStub.Build(Name));
        Assert.Equal(handle, Glibc.FindLoaded(Name));
    }

    [Fact]
    public void What_the_loader_refuses_is_told_in_its_own_words()
    {
        Assert.SkipUnless(Platform.Rid == "linux-x64", "stubs are used on linux-x64 only");
        Assert.Contains("invalid ELF header", Assert.Throws<DllNotFoundException>(() => MemoryLibrary.Load("nonsense.so", [.. new byte[100]])).Message);
    }
}
