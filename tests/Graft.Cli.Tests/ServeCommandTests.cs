using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Graft.Cli.CommandLine;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Cli.Tests;

public sealed class ServeCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-serve").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_program_says_where_it_listens_answers_and_ends_well_when_it_is_asked_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no polite signal for another process");
        string model = Path.Combine(folder, "net.onnx");
        OnnxWriter.Write(Architectures.Find("tiny").Build(side: 64), model);
        using Process server = Start("serve", model, "--port", "0", "--quiet", "--urls", "http://127.0.0.1:0");
        Uri address = new((await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)))!);
        using (HttpClient client = new() { BaseAddress = address })
        {
            Assert.Contains("\"name\":\"net\"", await client.GetStringAsync("/v1/model"));
            Assert.StartsWith("<!doctype html>", await client.GetStringAsync("/"));
        }
        using (Process kill = Process.Start("kill", ["-TERM", $"{server.Id}"]))
        {
            await kill.WaitForExitAsync();
        }
        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, server.ExitCode);
        Assert.Contains("answering what is under way", await server.StandardError.ReadToEndAsync());
    }

    [Theory]
    [InlineData(2, "nothing to serve", "serve")]
    [InlineData(2, "a port is 0 to 65535", "serve", "x.onnx", "--port", "70000")]
    [InlineData(2, "there is no such folder", "serve", "--runs", "no such folder")]
    [InlineData(1, "neither a model file nor the folder of a run", "serve", "no-such.onnx")]
    [InlineData(1, "no key is asked for", "serve", "no-such.onnx", "--urls", "http://0.0.0.0:0")]
    public async Task What_cannot_be_served_ends_with_its_status_and_a_reason(int status, string reason, params string[] arguments)
    {
        using Process server = Start(arguments);
        string said = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();
        Assert.Contains(reason, said);
        Assert.Equal(status, server.ExitCode);
    }

    /// <summary>Once, in plain words: the host's own report with its stack is no help.</summary>
    [Fact]
    public async Task A_taken_port_is_said_in_one_line()
    {
        string model = Path.Combine(folder, "net.onnx");
        OnnxWriter.Write(Architectures.Find("tiny").Build(side: 64), model);
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        using Process server = Start("serve", model, "--urls", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        string said = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();
        Assert.Equal(1, server.ExitCode);
        Assert.Single(said.Split('\n'), line => line.StartsWith("graft: the server cannot listen: ", StringComparison.Ordinal) && line.TrimEnd().EndsWith("Stop the program that has the port, or take another with --port.", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", said);
        Assert.DoesNotContain("Microsoft.", said);
    }

    /// <summary>It would make every command start slower.</summary>
    [Fact]
    public void No_other_command_loads_ASP_NET()
    {
        Assert.Equal(0, GraftProgram.Run(["serve", "--help"]));
        Assert.Equal(0, GraftProgram.Run(["models"]));
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name is { } name && (name is "Graft.Web" || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("OpenTelemetry", StringComparison.Ordinal)));
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "graft.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
