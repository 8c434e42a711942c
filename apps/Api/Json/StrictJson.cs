using System.Text.Json.Serialization;

namespace ReportScheduler.Api.Json;

internal static class StrictJson
{
    /// <summary>Bodies are taken at their word: no unknown or repeated members, no numbers in quotes, no broken text, no instants without offset.</summary>
    public static void AddStrictJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json =>
    {
        var options = json.SerializerOptions;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 64;
        options.Converters.Add(new WellFormedJsonConverter());
        options.Converters.Add(new InstantConverter());
        options.TypeInfoResolver = ApiJson.Default;
    });
}
