using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Graft.Training.Native;
using TorchSharp;

namespace Graft.Training.Tests.Native;

/// <summary>A fresh process, for what can be seen only before libtorch is loaded: this test program itself, started with a variable that makes it do one thing and end.</summary>
internal static class ChildProcess
{
    private const string Variable = "GRAFT_TEST_CHILD";

    /// <summary>What the child wrote to stdout, and how it ended.</summary>
    public static (string Output, int ExitCode) Run(string task, params (string Name, string? Value)[] environment)
    {
        using Process child = Start(task, environment);
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (output.Trim(), child.ExitCode);
    }

    public static Process Start(string task, params (string Name, string? Value)[] environment)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }
        start.Environment[Variable] = task;
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before the test runner's Main.")]
    internal static void BeChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is string task)
        {
            Environment.Exit(Perform(task));
        }
    }

    private static int Perform(string task)
    {
        try
        {
            switch (task)
            {
                case "compute without a word to Graft": // The compiler needs Graft's assembly only for the catch below.
                    Compute();
                    break;
                case "load":
                    LibTorch.EnsureLoaded();
                    Console.WriteLine(LibTorch.Facts);
                    Compute();
                    break;
                case "use two":
                    LibTorch.EnsureLoaded();
                    LibTorch.Use("elsewhere");
                    break;
                case "touch types only":
                    Console.WriteLine(typeof(torch.Tensor).Assembly.GetName().Name);
                    Console.WriteLine(File.ReadAllText("/proc/self/maps").Contains("libtorch_cpu.so", StringComparison.Ordinal) ? "loaded" : "not loaded");
                    break;
                case "doctor":
                    Console.WriteLine(string.Join('\n', Doctor.Examine()));
                    break;
            }
            return 0;
        }
        catch (Exception error)
        {
            Exception cause = error is TypeInitializationException ? error.InnerException! : error;
            Console.WriteLine($"{cause.GetType().Name}: {cause.Message}");
            return 1;
        }
    }

    private static void Compute()
    {
        using torch.Tensor ones = torch.ones(3, 4);
        using torch.Tensor sum = ones.sum();
        Console.WriteLine($"sum {sum.item<float>()}");
    }
}
