using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Reports.Artifacts;

/// <summary>Where artifacts are kept; section <c>Artifacts</c>. Give exactly one of the three places.</summary>
public sealed class ArtifactOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Artifacts";

    /// <summary>A folder on this machine that all workers share; created if it is missing.</summary>
    public string? Folder { get; set; }

    /// <summary>Connection string of a storage account, for example Azurite's.</summary>
    public string? BlobConnectionString { get; set; }

    /// <summary>Address of a storage account's blob service; log-in by managed identity (DefaultAzureCredential).</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>Blob container; created if it is missing. Default <c>artifacts</c>.</summary>
    [RegularExpression(
        "^[a-z0-9](-?[a-z0-9]){2,62}$", ErrorMessage = "Artifacts:Container is not a container name of Azure Blob Storage.")]
    public string Container { get; set; } = "artifacts";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string?[] places = [Folder, BlobConnectionString, BlobServiceUri?.ToString()];
        if (places.Count(place => !string.IsNullOrWhiteSpace(place)) != 1)
        {
            yield return new ValidationResult(
                "Give exactly one of Artifacts:Folder, Artifacts:BlobConnectionString and Artifacts:BlobServiceUri.");
        }

        if (BlobServiceUri is { } uri && (!uri.IsAbsoluteUri || uri.Scheme != Uri.UriSchemeHttps))
            yield return new ValidationResult("Artifacts:BlobServiceUri is not an https address.");
    }
}
