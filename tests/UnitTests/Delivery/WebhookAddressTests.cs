using ReportScheduler.Delivery.Webhook;

namespace ReportScheduler.UnitTests.Delivery;

public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("https://hooks.example.com/a?b=c")]
    [InlineData("https://hooks.example.com:8443/")]
    [InlineData("https://1.1.1.1/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    public void WhatIsWrong_PublicHttps_IsNothing(string url) =>
        WebhookAddress.WhatIsWrong(url, allowPrivateAddresses: false).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("hooks.example.com")]
    [InlineData("/relative")]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://hooks.example.com/")]
    [InlineData("http://hooks.example.com/")]
    [InlineData("https://user@hooks.example.com/")]
    [InlineData("https://user:secret@hooks.example.com/")]
    [InlineData("https://hooks.example.com:22/")]
    [InlineData("https://hooks.example.com:25/")]
    [InlineData("https://hooks.example.com:6667/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://10.0.0.1:8443/")]
    public void WhatIsWrong_OtherAddress_IsASentence(string url) =>
        WebhookAddress.WhatIsWrong(url, allowPrivateAddresses: false).Should().StartWith("Give an address");

    [Theory]
    [InlineData("http://127.0.0.1:5000/hook", true)]
    [InlineData("http://localhost/hook", true)]
    [InlineData("http://user@localhost/hook", false)]
    [InlineData("http://localhost:22/hook", false)]
    public void WhatIsWrong_InDevelopment_AllowsPrivateAddressesOnly(string url, bool allowed) =>
        (WebhookAddress.WhatIsWrong(url, allowPrivateAddresses: true) is null).Should().Be(allowed);
}
