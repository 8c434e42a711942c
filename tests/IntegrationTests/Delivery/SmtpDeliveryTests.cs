using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MimeKit;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Email;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.Delivery;

public sealed class SmtpDeliveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_ServerAccepts_DeliversTheWholeMessage()
    {
        await using var server = await MailServer.StartAsync();
        var csv = "Größe,Preis\r\n1,2\r\n";
        var message = Message("Ann@example.test") with
        {
            Subject = "Umsatz für März: 100 %",
            TextBody = "Hello\n.\nThe dot above must not end the message.\n",
            HtmlBody = "<p>Grüße</p>",
            Attachments = [Attachment("Umsätze März 世界.csv", csv)],
        };

        var outcome = await Sender(server).SendAsync(message, Proceed, Cancellation);

        outcome.Should().BeOfType<DeliveryOutcome.Delivered>().Which.Receipt.Should().Contain("Queued as 42");
        var mail = server.Received.Should().ContainSingle().Subject;
        mail.From.Should().Be("reports@example.test");
        mail.To.Should().Equal("Ann@example.test");
        var mime = mail.Parse();
        mime.MessageId.Should().Be("run-1.delivery-1@reports.example.test");
        mime.Subject.Should().Be("Umsatz für März: 100 %");
        mime.From.Mailboxes.Single().Name.Should().Be("Report Scheduler");
        mime.Headers["Auto-Submitted"].Should().Be("auto-generated");
        mime.TextBody!.ReplaceLineEndings("\n").Should().Be("Hello\n.\nThe dot above must not end the message.\n");
        mime.HtmlBody!.TrimEnd().Should().Be("<p>Grüße</p>");
        var part = (MimePart)mime.Attachments.Single();
        part.FileName.Should().Be("Umsätze März 世界.csv");
        part.ContentType.MimeType.Should().Be("text/csv");
        using var content = new MemoryStream();
        await part.Content!.DecodeToAsync(content, Cancellation);
        Encoding.UTF8.GetString(content.ToArray()).Should().Be(csv);
    }

    [Theory]
    [InlineData("reject@example.test", typeof(DeliveryOutcome.Failed), "email_recipient_refused")]
    [InlineData("defer@example.test", typeof(DeliveryOutcome.Retry), "email_recipient_refused")]
    [InlineData("refuse@example.test", typeof(DeliveryOutcome.Failed), "email_refused")]
    [InlineData("later@example.test", typeof(DeliveryOutcome.Retry), "email_refused")]
    [InlineData("cut@example.test", typeof(DeliveryOutcome.Unknown), "email_outcome_unknown")]
    [InlineData("cutearly@example.test", typeof(DeliveryOutcome.Unknown), "email_outcome_unknown")]
    [InlineData("silent@example.test", typeof(DeliveryOutcome.Unknown), "email_outcome_unknown")]
    public async Task SendAsync_ServerMisbehaves_OutcomeTellsWhetherItMayHaveTakenTheMessage(string recipient, Type outcome, string code)
    {
        await using var server = await MailServer.StartAsync();

        var result = await Sender(server).SendAsync(Message(recipient), Proceed, Cancellation);

        result.Should().BeOfType(outcome);
        CodeOf(result).Should().Be(code);
    }

    [Fact]
    public async Task SendAsync_OneOfTwoRecipientsRefused_SendsToNone()
    {
        await using var server = await MailServer.StartAsync();

        var result = await Sender(server).SendAsync(
            Message("ann@example.test") with { To = ["ann@example.test", "reject@example.test"] }, Proceed, Cancellation);

        CodeOf(result).Should().Be("email_recipient_refused");
        server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_ServerDown_IsRetried()
    {
        var result = await Sender(FreePorts.Take()).SendAsync(Message("ann@example.test"), Proceed, Cancellation);

        result.Should().BeOfType<DeliveryOutcome.Retry>().Which.Code.Should().Be("email_unreachable");
    }

    [Fact]
    public async Task SendAsync_CallerWithdraws_SendsNothing()
    {
        await using var server = await MailServer.StartAsync();

        var result = await Sender(server).SendAsync(Message("ann@example.test"), _ => Task.FromResult(false), Cancellation);

        result.Should().BeOfType<DeliveryOutcome.Failed>().Which.Code.Should().Be("delivery_withdrawn");
        server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_Callback_ComesBeforeTheMessageAndOnlyOnce()
    {
        await using var server = await MailServer.StartAsync();
        var calls = new List<int>();

        await Sender(server).SendAsync(
            Message("ann@example.test"),
            _ =>
            {
                calls.Add(server.Received.Count);
                return Task.FromResult(true);
            },
            Cancellation);

        calls.Should().Equal(0);
        server.Received.Should().HaveCount(1);
    }

    [Fact]
    public async Task SendAsync_CallbackNotReached_WhenTheServerIsDown()
    {
        var called = false;

        await Sender(FreePorts.Take()).SendAsync(
            Message("ann@example.test"),
            _ =>
            {
                called = true;
                return Task.FromResult(true);
            },
            Cancellation);

        called.Should().BeFalse();
    }

    [Fact]
    public async Task SendAsync_AttachmentCannotBeRead_IsRetriedAndNotDelivered()
    {
        await using var server = await MailServer.StartAsync();
        var broken = new EmailAttachment("a.csv", "text/csv", _ => Task.FromException<Stream>(new IOException("store down")));

        var result = await Sender(server).SendAsync(Message("ann@example.test") with { Attachments = [broken] }, Proceed, Cancellation);

        result.Should().BeOfType<DeliveryOutcome.Retry>().Which.Code.Should().Be("attachment_unavailable");
        server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_LargeAttachment_IsReadOnceAndNotHeld()
    {
        await using var server = await MailServer.StartAsync();
        const long size = 64L * 1024 * 1024;
        var opened = 0;
        var attachment = new EmailAttachment("big.csv", "text/csv", _ =>
        {
            opened++;
            return Task.FromResult<Stream>(new PatternStream(size));
        });
        var before = GC.GetTotalAllocatedBytes();

        var result = await Sender(server).SendAsync(Message("ann@example.test") with { Attachments = [attachment] }, Proceed, Cancellation);

        result.Should().BeOfType<DeliveryOutcome.Delivered>();
        opened.Should().Be(1);
        server.Received.Single().Size.Should().BeGreaterThan(size * 4 / 3);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(size * 8, "no copy of the whole is made");
    }

    [Fact]
    public async Task SendAsync_RightPassword_IsLoggedIn()
    {
        await using var server = await MailServer.StartAsync("--auth");

        var result = await Sender(server.Port, options => (options.SmtpUsername, options.SmtpPassword) = ("reports", "right"))
            .SendAsync(Message("ann@example.test"), Proceed, Cancellation);

        result.Should().BeOfType<DeliveryOutcome.Delivered>();
        server.Received.Single().User.Should().Be("reports");
    }

    [Theory]
    [InlineData("reports", "wrong", typeof(DeliveryOutcome.Failed))]
    [InlineData("busy", "right", typeof(DeliveryOutcome.Retry))]
    [InlineData(null, null, typeof(DeliveryOutcome.Failed))]
    public async Task SendAsync_LoginRefused_FailsOrIsRetried(string? user, string? password, Type outcome)
    {
        await using var server = await MailServer.StartAsync("--auth");

        var result = await Sender(server.Port, options => (options.SmtpUsername, options.SmtpPassword) = (user, password))
            .SendAsync(Message("ann@example.test"), Proceed, Cancellation);

        result.Should().BeOfType(outcome);
        server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_StartTlsWantedAndNotOffered_SendsNothing()
    {
        await using var server = await MailServer.StartAsync();

        var result = await Sender(server.Port, options => options.SmtpSecurity = SmtpSecurity.StartTls)
            .SendAsync(Message("ann@example.test"), Proceed, Cancellation);

        CodeOf(result).Should().Be("email_tls_failed");
        server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_CertificateNotTrusted_SendsNothing()
    {
        await using var server = await MailServer.StartAsync("--starttls");

        var result = await Sender(server.Port, options => options.SmtpSecurity = SmtpSecurity.StartTls)
            .SendAsync(Message("ann@example.test"), Proceed, Cancellation);

        CodeOf(result).Should().Be("email_tls_failed");
        server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_CancelledBeforeTransmission_Throws()
    {
        await using var server = await MailServer.StartAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var sending = () => Sender(server).SendAsync(
            Message("ann@example.test"),
            async token =>
            {
                await cancelled.CancelAsync();
                token.ThrowIfCancellationRequested();
                return true;
            },
            cancelled.Token);

        await sending.Should().ThrowAsync<OperationCanceledException>();
        server.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_CancelledWhileHandedOver_IsUnknown()
    {
        await using var server = await MailServer.StartAsync();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sending = Sender(server.Port, options => options.SmtpTimeout = TimeSpan.FromMinutes(1))
            .SendAsync(Message("silent@example.test"), Proceed, cancelled.Token);
        await Eventually.TrueAsync(() => server.Received.Count == 1, TimeSpan.FromSeconds(30), Cancellation);

        await cancelled.CancelAsync();

        (await sending).Should().BeOfType<DeliveryOutcome.Unknown>();
    }

    private static Task<bool> Proceed(CancellationToken cancellationToken) => Task.FromResult(true);

    private static string CodeOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Retry retry => retry.Code,
        DeliveryOutcome.Failed failed => failed.Code,
        DeliveryOutcome.Unknown unknown => unknown.Code,
        _ => "",
    };

    private static EmailMessage Message(string to) =>
        new("run-1.delivery-1@reports.example.test", [to], "Report", "The report is attached.", null, [Attachment("report.csv", "a\r\n1\r\n")]);

    private static EmailAttachment Attachment(string name, string text) =>
        new(name, "text/csv; charset=utf-8", _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    private static EmailSender Sender(MailServer server) => Sender(server.Port);

    private static EmailSender Sender(int port, Action<EmailOptions>? configure = null)
    {
        var options = new EmailOptions
        {
            From = "Report Scheduler <reports@example.test>",
            SmtpHost = "127.0.0.1",
            SmtpPort = port,
            SmtpSecurity = SmtpSecurity.None,
            SmtpTimeout = TimeSpan.FromSeconds(3),
        };
        configure?.Invoke(options);
        return new EmailSender(Options.Create(options), TimeProvider.System, NullLogger<EmailSender>.Instance);
    }
}
