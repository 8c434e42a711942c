using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Delivery.Email;

/// <summary>How e-mail leaves; section <c>Email</c>. Give a pickup folder or an SMTP host.</summary>
public sealed class EmailOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Email";

    /// <summary>Sender of all messages, for example <c>Reports &lt;reports@example.com&gt;</c>.</summary>
    [Required(ErrorMessage = "Email:From is missing.")]
    public string From { get; set; } = "";

    /// <summary>Folder that messages are written to instead of being sent. Development only.</summary>
    public string? PickupFolder { get; set; }

    /// <summary>Host name of the mail server.</summary>
    public string? SmtpHost { get; set; }

    /// <summary>Port of the mail server. Default 587.</summary>
    [Range(1, 65535, ErrorMessage = "Email:SmtpPort is not between 1 and 65535.")]
    public int SmtpPort { get; set; } = 587;

    /// <summary>User name at the mail server; none if absent.</summary>
    public string? SmtpUsername { get; set; }

    /// <summary>Password at the mail server.</summary>
    public string? SmtpPassword { get; set; }

    /// <summary>How the connection is protected. Default STARTTLS, which is then required.</summary>
    public SmtpSecurity SmtpSecurity { get; set; } = SmtpSecurity.StartTls;

    /// <summary>How long the mail server may be silent. Default 60 s, 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Email:SmtpTimeout is not between 1 s and 10 min.")]
    public TimeSpan SmtpTimeout { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>How a connection to a mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>Not at all. Development only.</summary>
    None,

    /// <summary>By STARTTLS, without which nothing is sent.</summary>
    StartTls,

    /// <summary>By TLS from the first byte.</summary>
    Tls,
}
