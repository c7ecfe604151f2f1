using System.Net;
using System.Text;
using SkiaSharp;

namespace Graft.Web.Tests;

public sealed class RefusedRequestTests
{
    private static readonly byte[] Red = SmallNetworks.Png(SKColors.Red);

    [Theory]
    [InlineData("?top=0", "top=0: 1 to 1000 answers")]
    [InlineData("?top=many", "top=many is no whole number")]
    [InlineData("?topk=3", "there is no parameter 'topk'; there are model, top, logits, heatmap")]
    [InlineData("?logits=perhaps", "logits=perhaps: it is true or false")]
    [InlineData("?top=1&top=2", "the parameter 'top' needs one value; 2 were given")]
    public async Task What_is_asked_wrongly_is_named(string query, string detail)
    {
        await using RunningServer server = await RunningServer.Start();
        Assert.Contains(detail, await RunningServer.Problem(server.Post(Red, address: "/v1/predict" + query), 400, "bad-request"));
    }

    [Theory]
    [InlineData("{", "it is no JSON (line 1")]
    [InlineData("[]", "it is no object")]
    [InlineData("""{"pictures": "x"}""", "'pictures' has a value of the wrong kind")]
    [InlineData("""{"images": []}""", "there is no member 'images'")]
    [InlineData("""{"pictures": ["*"]}""", "picture 0 is not valid base64")]
    [InlineData("""{"pictures": [7]}""", "picture 0 is no text in base64")]
    [InlineData("""{"pictures": [{"name": "a"}]}""", "picture 0 has no 'data'")]
    [InlineData("""{"pictures": [[[[[[[[[]]]]]]]]]}""", "it is no JSON")]
    public async Task JSON_that_cannot_be_used_is_refused_with_its_form(string json, string detail)
    {
        await using RunningServer server = await RunningServer.Start();
        string told = await RunningServer.Problem(server.Post(Encoding.UTF8.GetBytes(json), "application/json"), 400, "bad-json");
        Assert.Contains(detail, told);
        Assert.Contains("""{"pictures": ["BASE64",""", told);
        Assert.Equal(0, server.Part<UploadBudget>().Held);
    }

    [Fact]
    public async Task Requests_without_a_picture_say_how_one_is_sent()
    {
        await using RunningServer server = await RunningServer.Start();
        Assert.Contains("send the picture's bytes", await RunningServer.Problem(server.Post([]), 400, "no-picture"));
        Assert.Contains("send the picture's bytes", await RunningServer.Problem(server.Post("{}"u8.ToArray(), "application/json"), 400, "no-picture"));
        using MultipartFormDataContent wrong = new() { { new ByteArrayContent(Red), "image", "a.png" } };
        Assert.Contains("a field named 'image', but none named 'file'", await RunningServer.Problem(server.Client.PostAsync("/v1/predict", wrong), 400, "no-picture"));
        Assert.Contains("text/csv is not taken", await RunningServer.Problem(server.Post(Red, "text/csv"), 415, "unsupported-type"));
        Assert.Contains("cannot be read", await RunningServer.Problem(server.Post(Red, ";;"), 415, "unsupported-type"));
        Assert.Contains("has no boundary", await RunningServer.Problem(server.Post(Red, "multipart/form-data"), 400, "bad-form"));
        using ByteArrayContent packed = new(Red);
        packed.Headers.ContentEncoding.Add("gzip");
        Assert.Contains("compressed (gzip)", await RunningServer.Problem(server.Client.PostAsync("/v1/predict", packed), 415, "unsupported-encoding"));
    }

    [Fact]
    public async Task Addresses_and_methods_that_are_not_there_are_named()
    {
        await using RunningServer server = await RunningServer.Start();
        Assert.Contains("nothing at /v2/predict", await RunningServer.Problem(server.Client.GetAsync("/v2/predict"), 404, "no-such-address"));
        using HttpResponseMessage wrong = await server.Client.GetAsync("/v1/predict");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (wrong.StatusCode, wrong.Content.Headers.Allow.Single()));
    }

    [Fact]
    public async Task Bytes_pictures_and_pixels_have_limits()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { Limits = options.Limits with { PictureBytes = 4000, RequestBytes = 20_000, Pictures = 3, PicturePixels = 10_000 } });
        Assert.Contains("the picture has more than 3.9 KiB", await RunningServer.Problem(server.Post(new byte[5000]), 413, "too-large"));
        Assert.Contains("the request has 48.8 KiB; 19.5 KiB is the most", await RunningServer.Problem(server.Post(new byte[50_000]), 413, "too-large"));
        Assert.Contains("picture 0 has more than 3.9 KiB", await RunningServer.Problem(server.Post(Encoding.UTF8.GetBytes($$"""{"pictures": ["{{Convert.ToBase64String(new byte[5000])}}"]}"""), "application/json"), 413, "too-large"));
        using MultipartFormDataContent four = [];
        for (int i = 0; i < 4; i++)
        {
            four.Add(new ByteArrayContent(Red), "file", "a.png");
        }
        Assert.Contains("more than 3 pictures", await RunningServer.Problem(server.Client.PostAsync("/v1/predict", four), 413, "too-many-pictures"));
        string red = Convert.ToBase64String(Red);
        Assert.Contains("more than 3 pictures", await RunningServer.Problem(server.Post(Encoding.UTF8.GetBytes($$"""{"pictures": ["{{red}}", "{{red}}", "{{red}}", "{{red}}"]}"""), "application/json"), 413, "too-many-pictures"));
        Assert.Contains("it claims 200 × 100 pixels", await RunningServer.Problem(server.Post(SmallNetworks.Png(SKColors.Red, 200, 100)), 422, "bad-picture"));
        // A body of unknown length, which no header announces.
        using StreamContent endless = new(new MemoryStream(new byte[50_000]));
        using HttpRequestMessage chunked = new(HttpMethod.Post, "/v1/predict") { Content = endless };
        chunked.Headers.TransferEncodingChunked = true;
        await RunningServer.Problem(server.Client.SendAsync(chunked), 413, "too-large");
        Assert.Equal(0, server.Part<UploadBudget>().Held);
    }

    [Fact]
    public async Task Uploads_that_would_take_too_much_memory_together_are_put_off()
    {
        await using RunningServer server = await RunningServer.Start(options => options with { Limits = options.Limits with { HeldBytes = 200_000 } });
        server.Part<UploadBudget>().Take(150_000);
        using HttpResponseMessage response = await server.Post(Red);
        Assert.Equal((503, "1"), ((int)response.StatusCode, response.Headers.RetryAfter?.ToString()));
        server.Part<UploadBudget>().Give(150_000);
        await RunningServer.Json(server.Post(Red));
    }

    [Fact]
    public void Limits_that_do_not_go_together_stop_the_start()
    {
        Assert.Contains("could never be answered", Assert.Throws<ServerException>(() => ModelServer.Create(new() { Limits = new() { Queue = 8, Pictures = 9 } })).Message);
        Assert.Contains("the limit of pictures of a batch is 0", Assert.Throws<ServerException>(() => ModelServer.Create(new() { Limits = new() { Batch = 0 } })).Message);
    }
}
