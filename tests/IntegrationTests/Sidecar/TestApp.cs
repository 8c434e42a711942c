using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Sidecar;

/// <summary>A real app behind a sidecar: remembers what it is sent and answers what the test says.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _server;
    private bool _ended;

    private TestApp(WebApplication server, int port)
    {
        _server = server;
        Port = port;
    }

    public int Port { get; }

    /// <summary>All requests but <c>GET /dapr/subscribe</c>, in the order they came.</summary>
    public ConcurrentQueue<ReceivedRequest> Received { get; } = [];

    public static async Task<TestApp> StartAsync(
        int port, string subscriptions = "[]", Func<ReceivedRequest, HttpResponse, Task>? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        var server = builder.Build();
        var app = new TestApp(server, port);
        server.Run(context => app.HandleAsync(context, subscriptions, answer));
        await server.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public IEnumerable<ReceivedRequest> On(string path) => Received.Where(request => request.Path == path);

    public static async Task<bool> IsListeningAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public Task WaitForAsync(string path, int count) => Eventually.TrueAsync(
        () => On(path).Count() >= count, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken,
        $"{count} requests to {path}");

    /// <summary>Ends like a process that is asked to: finishes what it has begun.</summary>
    public Task StopAsync() => EndAsync(TestContext.Current.CancellationToken);

    /// <summary>Ends at once, like a killed process.</summary>
    public async ValueTask DisposeAsync() => await EndAsync(new CancellationToken(canceled: true));

    private async Task EndAsync(CancellationToken patience)
    {
        if (_ended)
            return;
        _ended = true;
        await _server.StopAsync(patience);
        await _server.DisposeAsync();
    }

    private async Task HandleAsync(
        HttpContext context, string subscriptions, Func<ReceivedRequest, HttpResponse, Task>? answer)
    {
        if (context.Request.Path == "/dapr/subscribe")
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(subscriptions);
            return;
        }
        using var reader = new StreamReader(context.Request.Body);
        var request = new ReceivedRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "",
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted));
        Received.Enqueue(request);
        if (answer is not null)
            await answer(request, context.Response);
    }
}

internal sealed record ReceivedRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);
