using System.Net;
using System.Text.Json;
using SkiaSharp;

namespace Graft.Web.Tests;

public sealed class QueueTests
{
    private static readonly byte[] Red = SmallNetworks.Png(SKColors.Red);

    [Fact]
    public async Task A_full_queue_refuses_with_the_time_to_come_back_and_takes_again_when_there_is_room()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { Limits = options.Limits with { Queue = 4, Pictures = 4 } });
        QueueGate gate = server.Part<QueueGate>();
        using (gate.Enter(3))
        {
            using MultipartFormDataContent two = new() { { new ByteArrayContent(Red), "file", "a.png" }, { new ByteArrayContent(Red), "file", "b.png" } };
            Assert.Contains("3 pictures are being worked on, and there are 4 places", await RunningServer.Problem(server.Client.PostAsync("/v1/predict", two), 503, "queue-full"));
            await RunningServer.Json(server.Post(Red));
            using (gate.Enter(1))
            {
                using HttpResponseMessage response = await server.Post(Red);
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (response.StatusCode, response.Headers.RetryAfter?.ToString()));
            }
        }
        await RunningServer.Json(server.Post(Red));
        Assert.Equal(0, gate.Taken);
    }

    [Fact]
    public async Task Many_at_once_each_get_their_own_answer()
    {
        await using RunningServer server = await RunningServer.Start();
        SKColor[] colours = [SKColors.Red, SKColors.Lime, SKColors.Blue];
        string?[] labels = await Task.WhenAll(Enumerable.Range(0, 120).Select(async i =>
        {
            JsonElement answer = await RunningServer.Json(server.Post(SmallNetworks.Png(colours[i % 3])));
            return answer.GetProperty("pictures")[0].GetProperty("predictions")[0].GetProperty("label").GetString();
        }));
        Assert.Equal(Enumerable.Range(0, 120).Select(i => RunningServer.Colours[i % 3]), labels);
    }

    [Fact]
    public async Task Stopping_answers_what_is_under_way_and_then_nothing_more()
    {
        await using RunningServer server = await RunningServer.Start();
        SlowBody body = new(Red);
        Task<HttpResponseMessage> asked = server.Client.PostAsync("/v1/predict", body);
        // Until the server has begun to read it, stopping may close the connection.
        for (int i = 0; i < 500 && server.Part<UploadBudget>().Held == 0; i++)
        {
            await Task.Delay(10);
        }
        Task stopping = server.StopAsync();
        body.Finish();
        await RunningServer.Json(asked);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Client.GetAsync("/health/live"));
    }

    /// <summary>Sends half of its bytes, and the rest when told to.</summary>
    private sealed class SlowBody(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Finish() => finish.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            await finish.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
