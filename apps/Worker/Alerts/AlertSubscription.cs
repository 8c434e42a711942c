using ReportScheduler.Domain.Messages;
using ReportScheduler.ServiceDefaults.Dapr;

namespace ReportScheduler.Worker.Alerts;

internal static class AlertSubscription
{
    // Whatever goes wrong, the Scheduler publishes an alert again until people have been told.
    public static void MapAlertSubscription(this WebApplication app) =>
        app.MapPost(
                "/events/alerts-raised",
                (AlertRaised alert, AlertDelivery delivery, CancellationToken cancellationToken) => delivery.SendAsync(alert, cancellationToken))
            .WithTopic(DaprNames.PubSub, DaprNames.AlertsRaised)
            .RequireDaprCallbackToken();
}
