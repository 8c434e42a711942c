using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Webhook;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Delivery;

public sealed class WebhookDeliveryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 7, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("""{"type":"report.ready","report":"Umsätze"}""");
    private readonly WebhookSecret _secret = WebhookSecret.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_ReceiverAccepts_IsSignedAsStandardWebhooksSay()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => Task.CompletedTask);
        using var activity = new Activity("run").SetIdFormat(ActivityIdFormat.W3C).Start();

        var outcome = await SendAsync(receiver.Url);

        outcome.Should().Be(new DeliveryOutcome.Delivered("HTTP 200"));
        var call = receiver.Calls.Should().ContainSingle().Subject;
        (call.Method, call.Target).Should().Be(("POST", "/hook?tenant=1"));
        call.Body.Should().Equal(Payload);
        call.Headers["Content-Type"].Should().Be("application/json");
        call.Headers["webhook-id"].Should().Be("msg_1");
        call.Headers["webhook-timestamp"].Should().Be(Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        call.Headers["webhook-signature"].Should().Be(ExpectedSignature(call));
        call.Headers.Keys.Should().NotContain(["traceparent", "Request-Id"]);
    }

    [Theory]
    [InlineData(200, typeof(DeliveryOutcome.Delivered), null)]
    [InlineData(204, typeof(DeliveryOutcome.Delivered), null)]
    [InlineData(400, typeof(DeliveryOutcome.Failed), "webhook_refused")]
    [InlineData(401, typeof(DeliveryOutcome.Failed), "webhook_refused")]
    [InlineData(404, typeof(DeliveryOutcome.Failed), "webhook_refused")]
    [InlineData(410, typeof(DeliveryOutcome.Failed), "webhook_gone")]
    [InlineData(408, typeof(DeliveryOutcome.Retry), "webhook_unavailable")]
    [InlineData(425, typeof(DeliveryOutcome.Retry), "webhook_unavailable")]
    [InlineData(429, typeof(DeliveryOutcome.Retry), "webhook_unavailable")]
    [InlineData(500, typeof(DeliveryOutcome.Retry), "webhook_unavailable")]
    [InlineData(503, typeof(DeliveryOutcome.Retry), "webhook_unavailable")]
    public async Task SendAsync_Status_DecidesTheOutcome(int status, Type outcome, string? code)
    {
        await using var receiver = await WebhookReceiver.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var result = await SendAsync(receiver.Url);

        result.Should().BeOfType(outcome);
        CodeOf(result).Should().Be(code);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sat, 31 Jan 2026 07:01:30 GMT", 90)]
    [InlineData("Sat, 31 Jan 2026 06:00:00 GMT", 0)]
    [InlineData("999999", 3600)]
    [InlineData("soon", null)]
    public async Task SendAsync_RetryAfter_IsHonouredWithinAnHour(string header, int? seconds)
    {
        await using var receiver = await WebhookReceiver.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });

        var result = await SendAsync(receiver.Url);

        result.Should().BeOfType<DeliveryOutcome.Retry>()
            .Which.RetryAfter.Should().Be(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task SendAsync_Redirect_IsNotFollowed(int status)
    {
        await using var inner = await WebhookReceiver.StartAsync(_ => Task.CompletedTask);
        await using var receiver = await WebhookReceiver.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = inner.Url;
            return Task.CompletedTask;
        });

        CodeOf(await SendAsync(receiver.Url)).Should().Be("webhook_redirected");

        inner.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_EndlessBody_IsCutOff()
    {
        var cutOff = new TaskCompletionSource();
        await using var receiver = await WebhookReceiver.StartAsync(async context =>
        {
            try
            {
                // Writes to a connection that is gone succeed, too, and say so.
                var chunk = new byte[16 * 1024];
                while (!(await context.Response.BodyWriter.WriteAsync(chunk, context.RequestAborted)).IsCompleted)
                {
                }
            }
            finally
            {
                cutOff.TrySetResult();
            }
        });

        var result = await SendAsync(receiver.Url).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        result.Should().BeOfType<DeliveryOutcome.Delivered>();
        await cutOff.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    [Fact]
    public async Task SendAsync_NoAnswerInTime_IsRetriedWithTheSameId()
    {
        await using var receiver = await WebhookReceiver.StartAsync(HangAsync);
        var time = new FakeTimeProvider(Now);

        var sending = SendAsync(receiver.Url, time: time);
        await Eventually.TrueAsync(() => !receiver.Calls.IsEmpty, TimeSpan.FromSeconds(20), Cancellation);
        time.Advance(TimeSpan.FromSeconds(16));

        CodeOf(await sending).Should().Be("webhook_timeout");
        receiver.Calls.Single().Headers["webhook-id"].Should().Be("msg_1");
    }

    [Fact]
    public async Task SendAsync_NobodyListens_IsRetried() =>
        CodeOf(await SendAsync($"http://127.0.0.1:{FreePorts.Take()}/")).Should().Be("webhook_unreachable");

    [Fact]
    public async Task SendAsync_ConnectionCutBeforeTheAnswer_IsRetried()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var cutting = Task.Run(
            async () =>
            {
                using var connection = await listener.AcceptTcpClientAsync(Cancellation);
                await connection.GetStream().ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, Cancellation);
            },
            Cancellation);

        var result = await SendAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        CodeOf(result).Should().Be("webhook_unreachable");
        await cutting;
    }

    [Fact]
    public async Task SendAsync_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await using var receiver = await WebhookReceiver.StartAsync(async context =>
        {
            await cancelled.CancelAsync();
            await HangAsync(context);
        });

        var sending = () => SendAsync(receiver.Url, cancellation: cancelled.Token);

        await sending.Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("https://localhost")]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://[::1]")]
    public async Task SendAsync_PrivateAddress_IsRefusedAndNotConnected(string origin)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();

        var result = await SendAsync($"{origin}:{((IPEndPoint)listener.LocalEndpoint).Port}/", allowPrivateAddresses: false);

        CodeOf(result).Should().Be("webhook_address_refused");
        listener.Pending().Should().BeFalse();
    }

    [Fact]
    public async Task SendAsync_IPv6Address_IsConnected()
    {
        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
        listener.Start();
        var answering = Task.Run(
            async () =>
            {
                using var connection = await listener.AcceptTcpClientAsync(Cancellation);
                var stream = connection.GetStream();
                await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, Cancellation);
                await stream.WriteAsync("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Cancellation);
            },
            Cancellation);

        var result = await SendAsync($"http://[::1]:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        result.Should().Be(new DeliveryOutcome.Delivered("HTTP 202"));
        await answering;
    }

    [Fact]
    public async Task SendAsync_PlainTextWhereTlsIsSpoken_IsRetried()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => Task.CompletedTask);

        var result = await SendAsync(receiver.Url.Replace("http://", "https://", StringComparison.Ordinal));

        CodeOf(result).Should().Be("webhook_tls_failed");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r\nx-evil: 1")]
    [InlineData("")]
    public async Task SendAsync_IdNotFitForAHeader_IsRefused(string id) =>
        CodeOf(await SendAsync("http://127.0.0.1:9/", id: id)).Should().Be("webhook_invalid");

    private async Task<DeliveryOutcome> SendAsync(
        string url,
        string id = "msg_1",
        bool allowPrivateAddresses = true,
        TimeProvider? time = null,
        CancellationToken? cancellation = null)
    {
        var options = Options.Create(new DeliveryOptions { AllowPrivateAddresses = allowPrivateAddresses });
        using var sender = new WebhookSender(options, time ?? new FakeTimeProvider(Now), NullLogger<WebhookSender>.Instance);
        return await sender.SendAsync(new WebhookRequest(id, url, _secret, Payload), cancellation ?? Cancellation);
    }

    /// <summary>Answers nothing until the sender gives up.</summary>
    private static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>The signature by the specification's words, apart from our code.</summary>
    private string ExpectedSignature(ReceivedCall call)
    {
        var key = Convert.FromBase64String(_secret.Reveal()["whsec_".Length..]);
        var signed = Encoding.UTF8.GetBytes($"{call.Headers["webhook-id"]}.{call.Headers["webhook-timestamp"]}.").Concat(call.Body).ToArray();
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    private static string? CodeOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Retry retry => retry.Code,
        DeliveryOutcome.Failed failed => failed.Code,
        DeliveryOutcome.Unknown unknown => unknown.Code,
        _ => null,
    };
}
