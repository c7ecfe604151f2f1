using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using SkiaSharp;

namespace Graft.Web.Tests;

public sealed class HostileUploadTests
{
    private static readonly byte[] Red = SmallNetworks.Jpeg(SKColors.Red, 300, 200);

    [Fact]
    public async Task A_picture_that_claims_900_million_pixels_is_refused_by_its_header()
    {
        await using RunningServer server = await RunningServer.Start();
        byte[] png = SmallNetworks.Png(SKColors.Red), jpeg = [.. Red];
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 30_000);
        int crc = BitConverter.ToInt32(Crc(png.AsSpan(12, 17)));
        BinaryPrimitives.WriteInt32LittleEndian(png.AsSpan(29), crc);
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 30_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 30_000);
        Assert.Contains("30000 × 30000 pixels", await RunningServer.Problem(server.Post(png), 422, "bad-picture"));
        Assert.Contains("30000 × 30000 pixels", await RunningServer.Problem(server.Post(jpeg), 422, "bad-picture"));
    }

    [Fact]
    public async Task Cut_changed_and_random_bytes_are_refused_or_answered_and_never_fail_the_server()
    {
        await using RunningServer server = await RunningServer.Start();
        Random random = new(5);
        byte[][] seeds = [Red, SmallNetworks.Png(SKColors.Blue), Encoding.UTF8.GetBytes("GIF89a"), "RIFF\0\0\0\0WEBP"u8.ToArray(), "BM"u8.ToArray(), []];
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = [.. seeds[i % seeds.Length]];
            bytes = i % 3 == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
            for (int change = 0; change < i % 4 && bytes.Length > 0; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            using HttpResponseMessage response = await server.Post(bytes, i % 2 == 0 ? "image/jpeg" : null);
            Assert.True((int)response.StatusCode is 200 or 400 or 422, $"{i}: {response.StatusCode}");
        }
        Assert.Equal((0L, 0), (server.Part<UploadBudget>().Held, server.Part<QueueGate>().Taken));
    }

    [Fact]
    public async Task Damaged_forms_are_refused()
    {
        await using RunningServer server = await RunningServer.Start();
        string head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n";
        string[] forms =
        [
            "", "--b", "--c\r\n\r\n", head, head + "abc", head + "abc\r\n--b", "--b\r\n\r\nabc\r\n--b--", "--b\r\nContent-Disposition: nonsense\r\n\r\nx\r\n--b--",
            "--b\r\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"X-{i}: y\r\n")) + "\r\nx\r\n--b--", "--b\r\nX: " + new string('y', 20_000) + "\r\n\r\nx\r\n--b--",
        ];
        foreach (string form in forms)
        {
            using HttpResponseMessage response = await server.Post(Encoding.UTF8.GetBytes(form), "multipart/form-data; boundary=b");
            Assert.True((int)response.StatusCode is 400 or 422, $"'{form[..Math.Min(form.Length, 60)]}': {response.StatusCode}");
        }
        Assert.Equal(0, server.Part<UploadBudget>().Held);
    }

    [Fact]
    public async Task A_client_that_closes_half_way_costs_nothing()
    {
        await using RunningServer server = await RunningServer.Start();
        foreach (SocketShutdown? shutdown in new SocketShutdown?[] { SocketShutdown.Send, null })
        {
            using Socket socket = await Connect(server);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: {Red.Length}\r\n\r\n"));
            await socket.SendAsync(Red.AsMemory(0, Red.Length / 2));
            if (shutdown is { } how)
            {
                socket.Shutdown(how);
                string answer = await ReadAll(socket);
                Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
            }
        }
        await RunningServer.Json(server.Post(Red));
        for (int i = 0; i < 100 && server.Part<UploadBudget>().Held != 0; i++)
        {
            await Task.Delay(20);
        }
        Assert.Equal((0L, 0), (server.Part<UploadBudget>().Held, server.Part<QueueGate>().Taken));
    }

    [Fact]
    public async Task A_slow_sender_is_told_so_when_its_time_is_over_and_does_not_hold_others_up()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { Limits = options.Limits with { Time = TimeSpan.FromMilliseconds(400) } });
        using Socket socket = await Connect(server);
        await socket.SendAsync("POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 5000\r\nConnection: close\r\n\r\nabc"u8.ToArray());
        await RunningServer.Json(server.Post(Red));
        string answer = await ReadAll(socket);
        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("urn:graft:problem:too-slow", answer);
        Assert.Equal(0, server.Part<UploadBudget>().Held);
    }

    private static async Task<Socket> Connect(RunningServer server)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        return socket;
    }

    private static async Task<string> ReadAll(Socket socket)
    {
        byte[] buffer = new byte[8192];
        StringBuilder text = new();
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20)) is > 0 and int read)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // Reset after the answer.
        }
        return text.ToString();
    }

    /// <summary>CRC-32 of a PNG chunk, high byte first.</summary>
    private static byte[] Crc(ReadOnlySpan<byte> chunk)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in chunk)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return bytes;
    }
}
