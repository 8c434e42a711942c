using System.Text.Json;

namespace ReportScheduler.Api.Runs;

/// <summary>The JSON object that stands for parameters that were not given.</summary>
internal static class NoParameters
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    public static JsonElement Or(JsonElement? parameters) =>
        parameters is { ValueKind: JsonValueKind.Object } given ? given : Empty;
}
