using System.Security.Cryptography;
using ReportScheduler.Postgres.Credentials;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Api.Credentials;

/// <summary>
/// Encrypts stored credentials anew after the operator has replaced the data key: when the process starts, and every hour for
/// what other processes have written with the old key meanwhile. Any number of processes may do so at once.
/// </summary>
public sealed partial class KeyRotation(
    CredentialStore credentials, CredentialProtector protector, TimeProvider time, ILogger<KeyRotation> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>Looks once through the credentials of all tenants.</summary>
    /// <returns>How many were encrypted anew, and how many could not be read and were left as they are.</returns>
    public async Task<(int Renewed, int Unreadable)> RenewAsync(CancellationToken cancellationToken)
    {
        var header = await protector.GetCurrentHeaderAsync(cancellationToken);
        var (renewed, unreadable, after) = (0, 0, Guid.Empty);
        while (await credentials.ListOutdatedAsync(header, after, cancellationToken) is { Count: > 0 } outdated)
        {
            foreach (var credential in outdated)
            {
                try
                {
                    if (await RenewAsync(credential, cancellationToken)) renewed++;
                }
                catch (CryptographicException e)
                {
                    LogUnreadable(logger, credential.Kind, credential.OwnerId, e);
                    unreadable++;
                }
            }

            after = outdated[^1].OwnerId;
        }

        return (renewed, unreadable);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var wait = Interval;
            try
            {
                var (renewed, unreadable) = await RenewAsync(stoppingToken);
                if (renewed > 0 || unreadable > 0) LogRenewed(logger, renewed, unreadable);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: requests that need no key go on.
                LogFailed(logger, e);
                wait = RetryDelay;
            }

            await Task.Delay(wait, time, stoppingToken);
        }
    }

    private async Task<bool> RenewAsync(StoredCredential credential, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(credential, cancellationToken) is not { } old) return false;
        var clear = await protector.UnprotectAsync(credential.TenantId, credential.OwnerId, old, cancellationToken);
        var renewed = await protector.ProtectAsync(credential.TenantId, credential.OwnerId, clear, cancellationToken);
        return await credentials.ReplaceAsync(credential, old, renewed, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Renewed} credentials are now under the current data key; {Unreadable} could not be read")]
    private static partial void LogRenewed(ILogger logger, int renewed, int unreadable);

    [LoggerMessage(Level = LogLevel.Error, Message = "The credential of {Kind} {OwnerId} cannot be read and stays as it is")]
    private static partial void LogUnreadable(ILogger logger, CredentialKind kind, Guid ownerId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The credentials could not be looked through for such of old data keys")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
