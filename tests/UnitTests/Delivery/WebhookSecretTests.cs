using System.Text;
using ReportScheduler.Delivery.Webhook;

namespace ReportScheduler.UnitTests.Delivery;

public sealed class WebhookSecretTests
{
    // The example of the Standard Webhooks specification's reference libraries.
    private const string KnownSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string KnownId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long KnownTimestamp = 1614265330;
    private const string KnownPayload = """{"test": 2432232314}""";
    private const string KnownSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Fact]
    public void Sign_SpecificationsExample_GivesItsSignature()
    {
        WebhookSecret.TryParse(KnownSecret, out var secret).Should().BeTrue();

        secret!.Sign(KnownId, KnownTimestamp, Encoding.UTF8.GetBytes(KnownPayload)).Should().Be(KnownSignature);
    }

    [Theory]
    [InlineData("msg_p5jXN8AQM9LWM0D4loKWxJel", KnownTimestamp, KnownPayload)]
    [InlineData(KnownId, KnownTimestamp + 1, KnownPayload)]
    [InlineData(KnownId, KnownTimestamp, """{"test": 2432232315}""")]
    public void Sign_AnyPartChanged_GivesAnotherSignature(string id, long timestamp, string payload)
    {
        WebhookSecret.TryParse(KnownSecret, out var secret).Should().BeTrue();

        secret!.Sign(id, timestamp, Encoding.UTF8.GetBytes(payload)).Should().NotBe(KnownSignature);
    }

    [Fact]
    public void Create_Twice_GivesDifferentSecretsThatCanBeRead()
    {
        var first = WebhookSecret.Create().Reveal();
        var second = WebhookSecret.Create().Reveal();

        first.Should().NotBe(second).And.MatchRegex("^whsec_[A-Za-z0-9+/]{43}=$");
        WebhookSecret.TryParse(first, out var read).Should().BeTrue();
        read!.Reveal().Should().Be(first);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64!")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")] // 22 bytes
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // 66 bytes
    public void TryParse_NoSecret_IsFalse(string text) => WebhookSecret.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void ToString_OfASecret_DoesNotShowIt() => WebhookSecret.Create().ToString().Should().NotContain("whsec_");
}
