using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Runtime;

/// <summary>Addresses calls to other apps. A call within the app carries no router: that is right for every version of the sidecar.</summary>
/// <param name="received">How this instance's start was addressed; after continue-as-new daprd 1.16 may leave it out.</param>
/// <param name="configuredAppId">The app id from the configuration.</param>
internal sealed class OutgoingRoute(TaskRouter? received, string? configuredAppId)
{
    /// <exception cref="InvalidOperationException">Nothing tells the id of this app.</exception>
    public TaskRouter? To(string? targetAppId)
    {
        if (string.IsNullOrEmpty(targetAppId))
            return null;

        var own = received switch
        {
            { HasTargetAppId: true, TargetAppId.Length: > 0 } => received.TargetAppId,
            { SourceAppId.Length: > 0 } => received.SourceAppId,
            _ => configuredAppId,
        };

        // Without a source, daprd 1.16 and older would send the result nowhere.
        return string.IsNullOrEmpty(own)
            ? throw new InvalidOperationException($"A call to app '{targetAppId}' needs to know this app's own id: set APP_ID.")
            : new TaskRouter { SourceAppId = own, TargetAppId = targetAppId };
    }
}
