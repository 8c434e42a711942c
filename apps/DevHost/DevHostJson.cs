using System.Text.Json;
using System.Text.Json.Serialization;
using ReportScheduler.DevHost.Demo;
using ReportScheduler.DevHost.Inbox;
using ReportScheduler.DevHost.LocalPostgres;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost;

/// <summary>The JSON that DevHost keeps in its data folder, serves and sends.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CalendarBody))]
[JsonSerializable(typeof(DataSourceBody))]
[JsonSerializable(typeof(DemoCredentials.DemoSecrets))]
[JsonSerializable(typeof(DestinationBody))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(InboxList<MailSummary>))]
[JsonSerializable(typeof(InboxList<ReceivedWebhook>))]
[JsonSerializable(typeof(NpmBinaries.LibraryLink[]))]
[JsonSerializable(typeof(ProcessRegister.Entry[]), TypeInfoPropertyName = "ProcessEntries")]
[JsonSerializable(typeof(ReportBody))]
[JsonSerializable(typeof(ScheduleBody))]
[JsonSerializable(typeof(ServerState))]
[JsonSerializable(typeof(TokenBody))]
internal sealed partial class DevHostJson : JsonSerializerContext;
