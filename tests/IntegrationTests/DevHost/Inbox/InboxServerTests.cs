using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using ReportScheduler.DevHost.Demo;
using ReportScheduler.DevHost.Inbox;
using ReportScheduler.DevHost.Ports;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DevHost.Inbox;

public sealed class InboxServerTests : IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("inbox-server-").FullName;
    private readonly int _port = FreePorts.Take();
    private WebApplication _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var credentials = await DemoCredentials.OpenAsync(Path.Combine(_folder, "demo.json"), Cancelled);
        await credentials.SetWebhookSecretAsync("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Cancelled);
        var webhooks = new WebhookStore(Directory.CreateDirectory(Path.Combine(_folder, "webhooks")).FullName);
        var mails = new MailFolder(Directory.CreateDirectory(Path.Combine(_folder, "mail")).FullName);
        _server = await InboxServer.StartAsync(
            new PortUse("inbox", _port),
            new InboxEndpoints(new WebhookReceiver(webhooks, credentials, TimeProvider.System), webhooks, mails),
            NullLoggerFactory.Instance,
            Cancelled);
        _client = new HttpClient { BaseAddress = new Uri($"http://localhost:{_port}") };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task PostWebhook_ForgedSignature_IsKeptAsNotVerified()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/demo") { Content = new StringContent("""{"a":1}""") };
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-signature", "v1,AAAA");

        using var response = await _client.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        var webhook = (await ItemsAsync("/webhooks")).Single();
        webhook.GetProperty("path").GetString().Should().Be("/webhooks/demo");
        webhook.GetProperty("verified").GetBoolean().Should().BeFalse();
        webhook.GetProperty("body").GetString().Should().Be("""{"a":1}""");
        webhook.GetProperty("headers").GetProperty("webhook-id").GetString().Should().Be("msg_1");
    }

    [Fact]
    public async Task PostWebhook_AddressWithoutKnownSecret_IsNeitherVerifiedNorForged()
    {
        using var response = await _client.PostAsync("/webhooks/other", new StringContent("x"), Cancelled);

        (await ItemsAsync("/webhooks")).Single().GetProperty("verified").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task PostWebhook_TooLong_IsRefusedAndNotKept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/demo");
        request.Content = new StringContent(new string('x', 300_000));
        // A server may hang up on a body that it refuses to read, and the answer be lost with the connection.
        request.Headers.ExpectContinue = true;

        using var response = await _client.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await ItemsAsync("/webhooks")).Should().BeEmpty();
    }

    [Fact]
    public async Task GetMail_MessageWithAttachment_CanBeListedAndRead()
    {
        await PutMailAsync("one.eml", "Wetter für März");

        var mail = (await ItemsAsync("/mail")).Single();
        mail.GetProperty("file").GetString().Should().Be("one.eml");
        mail.GetProperty("messageId").GetString().Should().Be("1@example.com");
        mail.GetProperty("subject").GetString().Should().Be("Wetter für März");
        mail.GetProperty("to").EnumerateArray().Single().GetString().Should().Be("owner@example.com");
        var attachment = mail.GetProperty("attachments").EnumerateArray().Single();
        attachment.GetProperty("name").GetString().Should().Be("report.csv");
        attachment.GetProperty("size").GetInt64().Should().Be(8);
        (await _client.GetStringAsync("/mail/one.eml/attachments/0", Cancelled)).Should().Be("a,b\n1,2\n");
        (await _client.GetStringAsync("/mail/one.eml", Cancelled)).Should().Contain("Message-Id: <1@example.com>");
    }

    [Theory]
    [InlineData("/mail/none.eml")]
    [InlineData("/mail/one.eml/attachments/1")]
    [InlineData("/mail/..%2fdemo.json")]
    [InlineData("/mail/%2e%2e%2fdemo.json.eml")]
    public async Task GetMail_NothingOfThatName_IsNotFound(string path)
    {
        await PutMailAsync("one.eml", "x");
        await File.WriteAllTextAsync(Path.Combine(_folder, "demo.json.eml"), "secret", Cancelled);

        using var response = await _client.GetAsync(path, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AnyRequest_NameOfAnotherMachine_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mail") { Headers = { Host = "attacker.example" } };

        using var response = await _client.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private async Task<JsonElement[]> ItemsAsync(string path)
    {
        var list = JsonElement.Parse(await _client.GetStringAsync(path, Cancelled));
        return [.. list.GetProperty("items").EnumerateArray()];
    }

    private async Task PutMailAsync(string file, string subject)
    {
        var builder = new BodyBuilder { TextBody = "The report is attached." };
        builder.Attachments.Add("report.csv", Encoding.UTF8.GetBytes("a,b\n1,2\n"));
        using var message = new MimeMessage();
        message.MessageId = "1@example.com";
        message.From.Add(new MailboxAddress("Reports", "reports@example.com"));
        message.To.Add(new MailboxAddress("Owner", "owner@example.com"));
        message.Subject = subject;
        message.Body = builder.ToMessageBody();
        await message.WriteToAsync(Path.Combine(_folder, "mail", file), Cancelled);
    }
}
