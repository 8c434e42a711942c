using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>Reads a Resiliency resource: retries and timeouts inbound to apps; everything else is noted as ignored.</summary>
internal static class ResiliencyReader
{
    // From most to least specific, as daprd looks them up.
    private static readonly string[] DefaultRetries =
    [
        "DefaultPubsubComponentInboundRetryPolicy", "DefaultComponentInboundRetryPolicy",
        "DefaultComponentRetryPolicy", "DefaultRetryPolicy",
    ];

    private static readonly string[] DefaultTimeouts =
    [
        "DefaultPubsubComponentInboundTimeoutPolicy", "DefaultComponentInboundTimeoutPolicy",
        "DefaultComponentTimeoutPolicy", "DefaultTimeoutPolicy",
    ];

    public static ResiliencySpec Read(string file, YamlMappingNode resource)
    {
        var name = resource.Map("metadata").Text("name") ?? Path.GetFileNameWithoutExtension(file);
        var policies = resource.Map("spec").Map("policies");
        var targets = resource.Map("spec").Map("targets");
        var retries = policies.Map("retries").NamedMaps()
            .ToDictionary(entry => entry.Name, entry => Retry(file, entry.Name, entry.Value));
        var timeouts = policies.Map("timeouts").TextMap()
            .ToDictionary(entry => entry.Key, entry => Duration(file, entry.Value));
        var ignored = new List<string>();
        if (targets.Map("apps").NamedMaps().Any())
            ignored.Add("targets.apps");
        if (targets.Map("actors").NamedMaps().Any())
            ignored.Add("targets.actors");
        var inbound = new Dictionary<string, InboundPolicy>();
        foreach (var (component, directions) in targets.Map("components").NamedMaps())
        {
            if (directions.Map("outbound") is not null)
                ignored.Add($"targets.components.{component}.outbound");
            if (directions.Map("inbound") is not { } policy)
                continue;
            if (policy.Text("circuitBreaker") is not null)
                ignored.Add($"targets.components.{component}.inbound.circuitBreaker");
            inbound[component] = new InboundPolicy(
                Named(file, retries, policy.Text("retry")), Named(file, timeouts, policy.Text("timeout")));
        }
        return new ResiliencySpec(
            name, inbound, Defaults(retries, timeouts), resource.Texts("scopes"), ignored);
    }

    private static RetryPolicy Retry(string file, string name, YamlMappingNode policy)
    {
        if (policy.Node("matching") is not null)
        {
            throw ResourceFile.Problem(
                file, $"retry policy '{name}' uses 'matching', which the embedded development sidecar does not have");
        }
        return new RetryPolicy(
            policy.Text("policy") switch
            {
                "exponential" => true,
                "constant" or null => false,
                var other => throw ResourceFile.Problem(file, $"retry policy '{name}' is '{other}', not constant or exponential"),
            },
            Duration(file, policy.Text("duration") ?? "5s"),
            Duration(file, policy.Text("maxInterval") ?? "60s"),
            int.TryParse(policy.Text("maxRetries") ?? "-1", CultureInfo.InvariantCulture, out var count)
                ? count
                : throw ResourceFile.Problem(file, $"maxRetries of retry policy '{name}' is not a whole number"));
    }

    private static TimeSpan Duration(string file, string text) =>
        GoDuration.TryParse(text, out var duration)
            ? duration
            : throw ResourceFile.Problem(file, $"'{text}' is not a duration like 2s or 500ms");

    private static RetryPolicy? Named(string file, Dictionary<string, RetryPolicy> retries, string? name) =>
        name is null ? null
        : retries.TryGetValue(name, out var retry) ? retry
        : throw ResourceFile.Problem(file, $"retry policy '{name}' is not defined");

    private static TimeSpan? Named(string file, Dictionary<string, TimeSpan> timeouts, string? name) =>
        name is null ? null
        : timeouts.TryGetValue(name, out var timeout) ? timeout
        : throw ResourceFile.Problem(file, $"timeout '{name}' is not defined");

    private static InboundPolicy? Defaults(
        Dictionary<string, RetryPolicy> retries, Dictionary<string, TimeSpan> timeouts)
    {
        var retry = DefaultRetries.Select(retries.GetValueOrDefault).FirstOrDefault(policy => policy is not null);
        var timeout = DefaultTimeouts.Where(timeouts.ContainsKey).Select(name => (TimeSpan?)timeouts[name]).FirstOrDefault();
        return retry is null && timeout is null ? null : new InboundPolicy(retry, timeout);
    }
}
