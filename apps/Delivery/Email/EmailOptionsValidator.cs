using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ReportScheduler.Delivery.Email;

/// <summary>Refuses settings that cannot work, and outside Development those that are weak.</summary>
internal sealed class EmailOptionsValidator(IHostEnvironment environment) : IValidateOptions<EmailOptions>
{
    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(EmailOptions options)
    {
        var hasFolder = !string.IsNullOrWhiteSpace(options.PickupFolder);
        var hasHost = !string.IsNullOrWhiteSpace(options.SmtpHost);
        if (hasFolder == hasHost)
            yield return "Give one of Email:PickupFolder and Email:SmtpHost.";
        if (!MailboxAddress.TryParse(options.From, out _))
            yield return "Email:From is not an address.";
        if (environment.IsDevelopment())
            yield break;
        if (hasFolder)
            yield return "Email:PickupFolder is for Development only: messages in it are not sent.";
        if (hasHost && options.SmtpSecurity == SmtpSecurity.None)
            yield return "Email:SmtpSecurity none is for Development only: use starttls or tls.";
    }
}
