using ReportScheduler.DevHost.Inbox;

namespace ReportScheduler.IntegrationTests.DevHost.Inbox;

public sealed class WebhookSignatureTests
{
    // The example of the Standard Webhooks reference libraries.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Body = """{"test": 2432232314}""";
    private static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Fact]
    public void IsValid_PublishedExample_IsTrue() => IsValid(Headers(), Body, SentAt).Should().BeTrue();

    [Fact]
    public void IsValid_OneOfSeveralSignatures_IsTrue() =>
        IsValid(Headers(signature: "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), Body, SentAt).Should().BeTrue();

    [Fact]
    public void IsValid_BodyWasChanged_IsFalse() => IsValid(Headers(), Body + " ", SentAt).Should().BeFalse();

    [Fact]
    public void IsValid_IdWasChanged_IsFalse() => IsValid(Headers(id: "msg_other"), Body, SentAt).Should().BeFalse();

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public void IsValid_MoreThanFiveMinutesOff_IsFalse(int seconds) =>
        IsValid(Headers(), Body, SentAt.AddSeconds(seconds)).Should().BeFalse();

    [Fact]
    public void IsValid_NoSignature_IsFalse() => IsValid(new Dictionary<string, string>(), Body, SentAt).Should().BeFalse();

    private static bool IsValid(IReadOnlyDictionary<string, string> headers, string body, DateTimeOffset now) =>
        WebhookSignature.IsValid(Secret, headers, body, now);

    private static Dictionary<string, string> Headers(
        string id = "msg_p5jXN8AQM9LWM0D4loKWxJek", string signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=") =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Webhook-Id"] = id,
            ["Webhook-Timestamp"] = "1614265330",
            ["Webhook-Signature"] = signature,
        };
}
