using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Graft.Web;

/// <summary>The addresses of predictions, models and health.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        PredictEndpoint predict = app.Services.GetRequiredService<PredictEndpoint>();
        ModelCatalog catalog = app.Services.GetRequiredService<ModelCatalog>();
        IHostApplicationLifetime lifetime = app.Lifetime;

        RouteGroupBuilder v1 = app.MapGroup("/v1");
        v1.MapPost("/predict", (HttpContext context, CancellationToken _) => predict.Answer(context, null));
        v1.MapPost("/models/{name}/predict", (HttpContext context, string name) => predict.Answer(context, name));
        v1.MapGet("/model", (string? model) => Model(catalog, model));
        v1.MapGet("/models/{name}", (string name) => Model(catalog, name));
        v1.MapGet("/models", () => TypedResults.Json(new ModelsAnswer([.. catalog.Names.Select(name => Describe(catalog, name))]), AnswerJson.Plain.ModelsAnswer));

        app.MapGet("/health/live", () => Health("live", 200));
        app.MapGet("/health/ready", () => lifetime.ApplicationStopping.IsCancellationRequested ? Health("stopping", 503) : Health("ready", 200));
    }

    private static IResult Model(ModelCatalog catalog, string? name) => TypedResults.Json(Describe(catalog, name), AnswerJson.Plain.ModelAnswer);

    private static ModelAnswer Describe(ModelCatalog catalog, string? name)
    {
        ServedModel model = catalog.Find(name).Hold();
        try
        {
            return ModelAnswer.Of(model);
        }
        finally
        {
            model.Release();
        }
    }

    private static IResult Health(string status, int code) => TypedResults.Json(new HealthAnswer(status), AnswerJson.Plain.HealthAnswer, statusCode: code);
}
