using System.Diagnostics;
using Graft.Inference;
using Graft.Training.Native;
using TorchSharp;

namespace Graft.Training.Tests.Native;

public sealed class LibTorchTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("graft-libtorch-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_gradient_is_computed()
    {
        using torch.Tensor x = torch.tensor(new[] { 1f, 2f, 3f }, requires_grad: true);
        using torch.Tensor y = (x * x).sum();
        y.backward();
        Assert.Equal([2f, 4f, 6f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Threads_are_physical_cores()
    {
        LibTorchFacts facts = LibTorch.Facts;
        Assert.Equal(facts.IntraOpThreads, torch.get_num_threads());
        Assert.SkipWhen(Threads.AskedBy is not null || OperatingSystem.IsMacOS(), "the number of threads is set from outside");
        Assert.Equal(PhysicalCores.Count, facts.IntraOpThreads);
    }

    [Fact]
    public void A_process_that_computes_needs_no_call_of_ours()
    {
        Assert.Equal(("sum 12", 0), ChildProcess.Run("compute without a word to Graft"));
    }

    [Fact]
    public void No_home_and_no_writable_folder_is_needed()
    {
        (string output, int exitCode) = ChildProcess.Run("load", ("HOME", null), ("XDG_CACHE_HOME", null), ("TMPDIR", "/nonexistent"), ("DOTNET_EnableDiagnostics", "0"));
        Assert.Equal(0, exitCode);
        Assert.EndsWith("sum 12", output);
    }

    [Fact]
    public void Two_processes_may_start_at_once()
    {
        Process[] children = [.. Enumerable.Range(0, 2).Select(_ => ChildProcess.Start("load"))];
        Assert.All(children, child =>
        {
            Assert.EndsWith("sum 12", child.StandardOutput.ReadToEnd().Trim());
            child.WaitForExit();
            Assert.Equal(0, child.ExitCode);
            child.Dispose();
        });
    }

    [Fact]
    public void Mentioning_a_type_of_TorchSharp_loads_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere libtorch is loaded together with TorchSharp's assembly");
        Assert.Equal(("TorchSharp\nnot loaded", 0), ChildProcess.Run("touch types only"));
    }

    [Theory]
    [InlineData("site-packages")]
    [InlineData("site-packages/torch")]
    [InlineData("site-packages/torch/lib")]
    public void An_installed_PyTorch_of_the_right_version_is_used(string asked)
    {
        string lib = Install("2.10.0+cpu", LibTorch.Facts.Folder);
        (string output, int exitCode) = ChildProcess.Run("load", ("GRAFT_LIBTORCH", Path.Combine(folder.FullName, asked)));
        Assert.Equal(0, exitCode);
        Assert.Contains($"Folder = {lib}, Source = asked for by GRAFT_LIBTORCH, Version = 2.10.0+cpu", output);
        Assert.EndsWith("sum 12", output);
    }

    [Fact]
    public void Beside_a_chosen_libtorch_the_program_s_own_is_not_even_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it is the loader of Linux that can tell what it opens");
        string own = LibTorch.Facts.Folder, chosen = Install("2.10.0", own), log = Path.Combine(folder.FullName, "loader");
        ChildProcess.Run("compute without a word to Graft", ("GRAFT_LIBTORCH", chosen), ("LD_DEBUG", "files"), ("LD_DEBUG_OUTPUT", log));
        string opened = string.Concat(Directory.EnumerateFiles(folder.FullName, "loader.*").Select(File.ReadAllText));
        Assert.Contains($"file={chosen}/libtorch_cpu.so", opened);
        Assert.DoesNotContain($"file={own}/libtorch_cpu.so", opened);
    }

    [Theory]
    [InlineData("1.13.0a0")]
    [InlineData("2.1.0")]
    [InlineData("2.100.1")]
    public void An_installed_PyTorch_of_another_version_is_refused_before_it_is_loaded(string version)
    {
        string lib = Install(version, LibTorch.Facts.Folder);
        (string output, int exitCode) = ChildProcess.Run("load", ("GRAFT_LIBTORCH", folder.FullName + "/site-packages"));
        Assert.Equal(1, exitCode);
        Assert.Equal($"LibTorchException: {lib}: this is PyTorch {version}, asked for by GRAFT_LIBTORCH, but TorchSharp {LibTorchSearch.TorchSharpVersion} needs libtorch 2.10: other versions have other functions. "
            + "Install PyTorch 2.10 there, or leave out the option and use the libtorch that comes with Graft.", output);
    }

    [Theory]
    [InlineData("load")]
    [InlineData("compute without a word to Graft")]
    public void A_folder_without_libtorch_is_named_and_TorchSharp_keeps_silent(string task)
    {
        (string output, int exitCode) = ChildProcess.Run(task, ("GRAFT_LIBTORCH", folder.FullName));
        Assert.Equal(1, exitCode);
        Assert.Equal($"LibTorchException: {folder.FullName}: asked for by GRAFT_LIBTORCH, but there is no {Platform.Core} in it nor in its 'lib' folder. "
            + "Give the folder of an installed PyTorch 2.10, such as …/site-packages/torch.", output);
    }

    [Fact]
    public void Files_that_are_no_libraries_are_named()
    {
        string lib = Directory.CreateDirectory(Path.Combine(folder.FullName, "lib")).FullName;
        File.WriteAllText(Path.Combine(lib, Platform.Core), "no library");
        (string output, int exitCode) = ChildProcess.Run("load", ("GRAFT_LIBTORCH", folder.FullName));
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"LibTorchException: {Path.Combine(lib, Platform.Core)}: cannot be loaded: ", output);
        Assert.EndsWith("Point to a PyTorch of that version, or leave it out and use the libtorch that comes with Graft.", output);
    }

    [Fact]
    public void A_second_libtorch_is_refused()
    {
        (string output, int exitCode) = ChildProcess.Run("use two");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("LibTorchException: elsewhere: asked for as libtorch, but the one in ", output);
        Assert.EndsWith("is already loaded, and a process can hold only one. Ask before anything trains.", output);
    }

    /// <summary>Lays libtorch out as a PyTorch install does, by links; returns its folder.</summary>
    private string Install(string version, string from)
    {
        string torchFolder = Path.Combine(folder.FullName, "site-packages", "torch");
        string lib = Directory.CreateDirectory(Path.Combine(torchFolder, "lib")).FullName;
        foreach (string file in Directory.EnumerateFiles(from, "*c10*").Concat(Directory.EnumerateFiles(from, "*torch*")).Concat(Directory.EnumerateFiles(from, "*gomp*")))
        {
            File.CreateSymbolicLink(Path.Combine(lib, Path.GetFileName(file)), file);
        }
        File.WriteAllText(Path.Combine(torchFolder, "version.py"), $"from typing import Optional\n\n__all__ = ['__version__']\n__version__ = '{version}'\ncuda: Optional[str] = None\n");
        return lib;
    }
}
