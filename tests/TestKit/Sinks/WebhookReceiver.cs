using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ReportScheduler.TestKit.Sinks;

/// <summary>
/// Receives webhooks at <c>/hooks/{name}</c> and keeps every call before it answers, so that the effect is there
/// whatever happens to the answer.
/// </summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<WebhookCall> _calls = new();
    private readonly ConcurrentDictionary<string, HookBehaviour> _behaviours = new();

    private WebhookReceiver(WebApplication server) => _server = server;

    /// <summary>All calls so far, in order of arrival.</summary>
    public IReadOnlyCollection<WebhookCall> Calls => _calls;

    /// <summary>Listens on a free port of 127.0.0.1.</summary>
    public static async Task<WebhookReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var receiver = new WebhookReceiver(server);
        server.MapPost("/hooks/{name}", receiver.ReceiveAsync);
        await server.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>The address of a hook of this name.</summary>
    public string Url(string name) => $"{_server.Urls.Single()}/hooks/{name}";

    /// <summary>The calls of one hook.</summary>
    public IReadOnlyList<WebhookCall> CallsOf(string name) => [.. _calls.Where(call => call.Hook == name)];

    /// <summary>Answers the hook's next calls with these statuses, one each, and later ones with 200.</summary>
    public void AnswerNext(string name, params int[] statuses) => Behaviour(name).AnswerNext(statuses);

    /// <summary>Keeps the hook's callers waiting for their answer until <see cref="Release"/>.</summary>
    public void Hold(string name) => Behaviour(name).Hold();

    /// <summary>Answers those who wait, and later calls at once.</summary>
    public void Release(string name) => Behaviour(name).Release();

    public async ValueTask DisposeAsync()
    {
        foreach (var behaviour in _behaviours.Values)
            behaviour.Release();
        await _server.DisposeAsync();
    }

    private HookBehaviour Behaviour(string name) => _behaviours.GetOrAdd(name, _ => new HookBehaviour());

    private async Task ReceiveAsync(HttpContext context, string name)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _calls.Enqueue(new WebhookCall(
            name,
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        context.Response.StatusCode = await Behaviour(name).NextAsync(context.RequestAborted);
    }
}
