using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Reports.DataSources;

/// <summary>Limits of access to tenants' databases; section <c>DataSources</c>.</summary>
public sealed class DataSourceOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "DataSources";

    /// <summary>
    /// Allows loopback, private and link-local addresses. Off by default; on for development, and where tenants' databases
    /// are reached over a private network of the operator's.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Time for one connection to be made, TLS and login included. Default 15 s, 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "DataSources:ConnectTimeout is not between 1 s and 5 min.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// PEM file with the certificate authorities that <c>verifyFull</c> trusts instead of the system's, for example a bundle
    /// that adds a cloud's database authority. Default: the system's.
    /// </summary>
    public string? RootCertificateFile { get; set; }

    /// <summary>Bytes that one file of a data source may have. Default 1 GiB, 1 KiB to 1 TiB.</summary>
    [Range(1L << 10, 1L << 40, ErrorMessage = "DataSources:MaxFileBytes is not between 1 KiB and 1 TiB.")]
    public long MaxFileBytes { get; set; } = 1L << 30;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RootCertificateFile is not null && !File.Exists(RootCertificateFile))
            yield return new ValidationResult("DataSources:RootCertificateFile names no file.");
    }
}
