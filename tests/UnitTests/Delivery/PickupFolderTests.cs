using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using ReportScheduler.Delivery;
using ReportScheduler.Delivery.Email;

namespace ReportScheduler.UnitTests.Delivery;

public sealed class PickupFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 7, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pickup-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task SendAsync_NewMessage_IsAFileNamedAfterIt()
    {
        var outcome = await SendAsync(Message());

        outcome.Should().Be(new DeliveryOutcome.Delivered("run-1@example.test.eml"));
        Files().Should().Equal("run-1@example.test.eml");
        using var mime = MimeMessage.Load(PathOf("run-1@example.test.eml"), Cancellation);
        mime.Subject.Should().Be("Umsätze");
        mime.Date.Should().Be(Now);
        mime.To.Mailboxes.Single().Address.Should().Be("ann@example.test");
        ((MimePart)mime.Attachments.Single()).FileName.Should().Be("report.csv");
    }

    [Fact]
    public async Task SendAsync_AttachmentWithAContentId_IsShownByTheHtmlBodyAndNoAttachment()
    {
        var image = new EmailAttachment("chart.png", "image/png", _ => Task.FromResult<Stream>(new MemoryStream([1, 2, 3])), "run-1.1@example.test");
        var message = Message();

        await SendAsync(message with { HtmlBody = "<img src=\"cid:run-1.1@example.test\">", Attachments = [.. message.Attachments, image] });

        using var mime = MimeMessage.Load(PathOf("run-1@example.test.eml"), Cancellation);
        mime.TextBody.Should().StartWith("The report is attached.");
        mime.HtmlBody.Should().Contain("cid:run-1.1@example.test");
        mime.Attachments.Should().ContainSingle().Which.ContentType.MimeType.Should().Be("text/csv");
        var related = mime.BodyParts.OfType<MimePart>().Single(part => part.ContentId == "run-1.1@example.test");
        related.ContentDisposition!.Disposition.Should().Be(ContentDisposition.Inline);
        related.FileName.Should().Be("chart.png");
    }

    [Fact]
    public async Task SendAsync_SameMessageAgain_LeavesTheFirst()
    {
        await SendAsync(Message());
        var first = await File.ReadAllBytesAsync(PathOf("run-1@example.test.eml"), Cancellation);

        var outcome = await SendAsync(Message() with { Subject = "Another" });

        outcome.Should().BeOfType<DeliveryOutcome.Delivered>();
        Files().Should().HaveCount(1);
        (await File.ReadAllBytesAsync(PathOf("run-1@example.test.eml"), Cancellation)).Should().Equal(first);
    }

    [Fact]
    public async Task SendAsync_ManyAtOnce_IsOneFile()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => SendAsync(Message()), Cancellation)));

        outcomes.Should().AllBeOfType<DeliveryOutcome.Delivered>();
        Files().Should().HaveCount(1);
    }

    [Fact]
    public async Task SendAsync_CallerWithdraws_LeavesNothing()
    {
        var outcome = await Sender().SendAsync(Message(), _ => Task.FromResult(false), Cancellation);

        outcome.Should().BeOfType<DeliveryOutcome.Failed>().Which.Code.Should().Be("delivery_withdrawn");
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_AttachmentCannotBeRead_LeavesNothing()
    {
        var broken = new EmailAttachment("a.csv", "text/csv", _ => Task.FromException<Stream>(new IOException("store down")));

        var outcome = await SendAsync(Message() with { Attachments = [broken] });

        outcome.Should().BeOfType<DeliveryOutcome.Retry>().Which.Code.Should().Be("attachment_unavailable");
        Files().Should().BeEmpty();
    }

    [Fact]
    public async Task SendAsync_FolderCannotBeMade_IsRetried()
    {
        var file = PathOf("file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        var outcome = await Sender(Path.Combine(file, "folder")).SendAsync(Message(), _ => Task.FromResult(true), Cancellation);

        outcome.Should().BeOfType<DeliveryOutcome.Retry>().Which.Code.Should().Be("email_pickup_failed");
    }

    [Theory]
    [InlineData("run/../../evil@example.test")]
    [InlineData("..@example.test")]
    [InlineData("a+b@example.test")]
    [InlineData("a$b@example.test")]
    public async Task SendAsync_IdUnfitForAFile_StaysInTheFolder(string id)
    {
        await SendAsync(Message() with { MessageId = id });

        Files().Should().ContainSingle().Which.Should().MatchRegex("^[A-Za-z0-9_@-][A-Za-z0-9_.@-]*\\.eml$");
    }

    [Fact]
    public async Task SendAsync_IdsThatDifferOnlyInUnfitCharacters_AreTwoFiles()
    {
        await SendAsync(Message() with { MessageId = "a+b@example.test" });
        await SendAsync(Message() with { MessageId = "a$b@example.test" });

        Files().Should().HaveCount(2);
    }

    [Theory]
    [InlineData("ann@example.test\r\nBcc: eve@example.test")]
    [InlineData("ann@example.test, eve@example.test")]
    [InlineData("Ann <ann@example.test>")]
    [InlineData("ann")]
    [InlineData("")]
    public async Task SendAsync_ToIsNotOneAddress_IsRefused(string to) => await RefusedAsync(Message() with { To = [to] });

    [Fact]
    public async Task SendAsync_NoRecipient_IsRefused() => await RefusedAsync(Message() with { To = [] });

    [Theory]
    [InlineData("Report\r\nBcc: eve@example.test")]
    [InlineData("Report\nX: 1")]
    [InlineData("Report\0")]
    public async Task SendAsync_SubjectWithALineBreak_IsRefused(string subject) => await RefusedAsync(Message() with { Subject = subject });

    [Theory]
    [InlineData("")]
    [InlineData("no-domain")]
    [InlineData("a b@example.test")]
    [InlineData("a@example.test>\r\nX: 1")]
    public async Task SendAsync_MessageIdInvalid_IsRefused(string id) => await RefusedAsync(Message() with { MessageId = id });

    [Theory]
    [InlineData("a.csv\r\nX: 1", "text/csv")]
    [InlineData("", "text/csv")]
    [InlineData("a.csv", "text/csv\r\nX: 1")]
    [InlineData("a.csv", "nonsense")]
    public async Task SendAsync_AttachmentNameOrTypeInvalid_IsRefused(string name, string type) =>
        await RefusedAsync(Message() with { Attachments = [new EmailAttachment(name, type, _ => Task.FromResult(Stream.Null))] });

    private async Task RefusedAsync(EmailMessage message)
    {
        var outcome = await SendAsync(message);

        outcome.Should().BeOfType<DeliveryOutcome.Failed>().Which.Code.Should().Be("email_invalid");
        Files().Should().BeEmpty();
    }

    private Task<DeliveryOutcome> SendAsync(EmailMessage message) => Sender().SendAsync(message, _ => Task.FromResult(true), Cancellation);

    private EmailSender Sender(string? folder = null) => new(
        Options.Create(new EmailOptions { From = "reports@example.test", PickupFolder = folder ?? _folder.FullName }),
        new FakeTimeProvider(Now),
        NullLogger<EmailSender>.Instance);

    private IEnumerable<string> Files() => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.Name);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static EmailMessage Message() => new(
        "run-1@example.test",
        ["ann@example.test"],
        "Umsätze",
        "The report is attached.",
        null,
        [new EmailAttachment("report.csv", "text/csv", _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes("a\r\n1\r\n"))))]);
}
