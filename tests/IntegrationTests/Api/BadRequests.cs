namespace ReportScheduler.IntegrationTests.Api;

/// <summary>A request that must be refused.</summary>
/// <param name="Text">The body.</param>
internal sealed record BadRequest(string Method, string Path, string? Text, int Status, string Code)
{
    public string ContentType { get; init; } = "application/json";

    public string? IfMatch { get; init; }

    /// <summary>The fields that the answer names, each with its code.</summary>
    public Dictionary<string, string> Errors { get; init; } = [];
}

/// <summary>The catalogue of bad input; <c>{source}</c>, <c>{report}</c> and so on stand for ids that exist.</summary>
internal static class BadRequests
{
    private const string Source = """{"name":"N","kind":"postgresql","host":"db.example.com","port":5432,"database":"d","username":"u","sslMode":"require","password":"p"}""";
    private const string Report = """{"name":"N","dataSourceId":"{source}","sql":"SELECT 1"}""";
    private const string Schedule = """{"name":"N","reportId":"{report}","cron":"0 7 * * *","timeZone":"Europe/Berlin"}""";
    private const string Email = """{"name":"N","kind":"email","email":{"to":["a@example.com"]}}""";
    private const string Webhook = """{"name":"N","kind":"webhook","webhook":{"url":"https://example.com/"}}""";
    private const string Absent = "0190b5a0-0000-7000-8000-000000000000";

    public static readonly Dictionary<string, BadRequest> All = new()
    {
        ["unknown route"] = new("GET", "/v1/nothing", null, 404, "route_not_found"),
        ["id that is no UUID"] = new("GET", "/v1/reports/1", null, 404, "route_not_found"),
        ["method not offered"] = new("PATCH", "/v1/reports", "{}", 405, "method_not_allowed"),
        ["TRACE"] = new("TRACE", "/v1/reports", null, 405, "method_not_allowed"),
        ["XML"] = new("POST", "/v1/reports", "<report/>", 415, "unsupported_media_type") { ContentType = "application/xml" },
        ["no body"] = new("POST", "/v1/reports", "", 400, "bad_request"),
        ["JSON null"] = new("POST", "/v1/reports", "null", 400, "bad_request"),
        ["malformed JSON"] = new("POST", "/v1/reports", """{"name":""", 400, "malformed_json"),
        ["text after JSON"] = new("POST", "/v1/reports", $"{Report}x", 400, "malformed_json"),
        ["depth 65"] = new("POST", "/v1/schedules", With(Schedule, "\"parameters\":" + new string('[', 65) + new string(']', 65)), 400, "malformed_json"),
        ["unknown field"] = Unreadable(With(Report, "\"tenantId\":\"{source}\""), "unknown_field", "tenantId"),
        ["unknown nested field"] = Unreadable(With(Report, """ "parameters":[{"name":"a","type":"text","sql":""}]"""), "unknown_field", "parameters[0].sql"),
        ["field twice"] = new("POST", "/v1/reports", With(Report, "\"name\":\"M\""), 400, "invalid_json_value"),
        ["number in quotes"] = new("POST", "/v1/data-sources", Source.Replace("5432", "\"5432\"", StringComparison.Ordinal), 400, "invalid_json_value") { Errors = { ["port"] = "invalid_json_value" } },
        ["enum as number"] = new("POST", "/v1/data-sources", Source.Replace("\"require\"", "2", StringComparison.Ordinal), 400, "invalid_json_value") { Errors = { ["sslMode"] = "invalid_json_value" } },
        ["unknown enum"] = new("POST", "/v1/data-sources", Source.Replace("require", "always", StringComparison.Ordinal), 400, "invalid_json_value") { Errors = { ["sslMode"] = "invalid_json_value" } },
        ["id that is none in a body"] = Unreadable(Report.Replace("{source}", "x", StringComparison.Ordinal), "invalid_json_value", "dataSourceId"),
        ["half a surrogate pair"] = new("POST", "/v1/schedules", With(Schedule, """ "parameters":{"region":"\ud800"}"""), 400, "invalid_json_value") { Errors = { ["parameters"] = "invalid_json_value" } },
        ["NUL in parameters"] = new("POST", "/v1/schedules", With(Schedule, """ "parameters":{"region":"a\u0000b"}"""), 400, "invalid_json_value") { Errors = { ["parameters"] = "invalid_json_value" } },
        ["body over 1 MiB"] = new("POST", "/v1/reports", Report.Replace("SELECT 1", new string('x', 1024 * 1024), StringComparison.Ordinal), 413, "body_too_large"),

        ["limit 0"] = Query("/v1/runs?limit=0", "invalid_limit", "limit"),
        ["limit 201"] = Query("/v1/reports?limit=201", "invalid_limit", "limit"),
        ["limit that is no number"] = Query("/v1/reports?limit=many", "invalid_query_value", "limit"),
        ["forged cursor"] = Query("/v1/reports?cursor=Zm9yZ2Vk", "invalid_cursor", "cursor"),
        ["cursor that is no base64"] = Query("/v1/runs?cursor=%00%ff", "invalid_cursor", "cursor"),
        ["unknown state"] = Query("/v1/runs?state=lost", "invalid_query_value", "state"),
        ["state as number"] = Query("/v1/deliveries?state=1", "invalid_query_value", "state"),
        ["filter that is no UUID"] = Query("/v1/schedules?reportId=x", "invalid_query_value", "reportId"),
        ["count 101"] = Query("/v1/schedules/{schedule}/next-fires?count=101", "invalid_count", "count"),

        ["update without If-Match"] = new("PUT", "/v1/reports/{report}", Report, 428, "if_match_required"),
        ["delete without If-Match"] = new("DELETE", "/v1/reports/{report}", null, 428, "if_match_required"),
        ["update of an old version"] = new("PUT", "/v1/reports/{report}", Report, 412, "version_mismatch") { IfMatch = "\"99\"" },
        ["weak tag"] = new("PUT", "/v1/reports/{report}", Report, 412, "version_mismatch") { IfMatch = "W/\"1\"" },
        ["tag that is none"] = new("PUT", "/v1/reports/{report}", Report, 412, "version_mismatch") { IfMatch = "1" },
        ["delete of an old version"] = new("DELETE", "/v1/destinations/{destination}", null, 412, "version_mismatch") { IfMatch = "\"99\"" },

        ["data source without fields"] = Invalid("/v1/data-sources", "{}", ("name", "missing"), ("kind", "missing"), ("host", "missing"), ("port", "missing"), ("database", "missing"), ("username", "missing"), ("sslMode", "missing"), ("password", "missing")),
        ["name too long"] = Invalid("/v1/data-sources", Source.Replace("\"N\"", $"\"{new string('n', 201)}\"", StringComparison.Ordinal), ("name", "too_long")),
        ["name with a line break"] = Invalid("/v1/data-sources", Source.Replace("\"N\"", "\"a\\nb\"", StringComparison.Ordinal), ("name", "invalid_text")),
        ["name turned around"] = Invalid("/v1/data-sources", Source.Replace("\"N\"", "\"a\\u202Eb\"", StringComparison.Ordinal), ("name", "invalid_text")),
        ["NUL in a user name"] = Invalid("/v1/data-sources", Source.Replace("\"u\"", "\"a\\u0000b\"", StringComparison.Ordinal), ("username", "invalid_text")),
        ["host with scheme"] = Host("https://db.example.com", "invalid_host"),
        ["host with blank"] = Host("db example", "invalid_host"),
        ["host list"] = Host("a.example.com,b.example.com", "invalid_host"),
        ["socket as host"] = Host("/var/run/postgresql", "invalid_host"),
        ["port 0"] = Invalid("/v1/data-sources", Source.Replace("5432", "0", StringComparison.Ordinal), ("port", "out_of_range")),
        ["port 65536"] = Invalid("/v1/data-sources", Source.Replace("5432", "65536", StringComparison.Ordinal), ("port", "out_of_range")),
        ["secret to another host"] = new("PUT", "/v1/data-sources/{source}", Source.Replace(",\"password\":\"p\"", "", StringComparison.Ordinal), 422, "invalid_fields") { IfMatch = "*", Errors = { ["password"] = "password_required" } },
        ["data source in use"] = new("DELETE", "/v1/data-sources/{source}", null, 409, "in_use") { IfMatch = "*" },
        ["duplicate name"] = new("POST", "/v1/data-sources", Source.Replace("\"N\"", "\"warehouse\"", StringComparison.Ordinal), 409, "duplicate_name") { Errors = { ["name"] = "duplicate_name" } },

        ["empty SQL"] = Invalid("/v1/reports", Report.Replace("SELECT 1", " ", StringComparison.Ordinal), ("sql", "missing")),
        ["SQL too long"] = Invalid("/v1/reports", Report.Replace("SELECT 1", new string('x', 100_001), StringComparison.Ordinal), ("sql", "too_long")),
        ["NUL in SQL"] = Invalid("/v1/reports", Report.Replace("SELECT 1", "SELECT \\u0000", StringComparison.Ordinal), ("sql", "invalid_text")),
        ["unknown data source"] = Invalid("/v1/reports", Report.Replace("{source}", Absent, StringComparison.Ordinal), ("dataSourceId", "unknown_data_source")),
        ["parameter twice"] = Parameters("""{"name":"a","type":"text"},{"name":"A","type":"text"}""", ("parameters[1].name", "duplicate_name")),
        ["parameter name that is none"] = Parameters("""{"name":"1; DROP TABLE x","type":"text"}""", ("parameters[0].name", "invalid_name")),
        ["parameter without type"] = Parameters("""{"name":"a"}""", ("parameters[0].type", "missing")),
        ["parameter null"] = Parameters("null", ("parameters[0]", "missing")),
        ["default of another type"] = Parameters("""{"name":"a","type":"integer","default":"x"}""", ("parameters[0].default", "invalid_value")),
        ["101 parameters"] = Parameters(string.Join(",", Enumerable.Range(0, 101).Select(i => $$"""{"name":"a{{i}}","type":"text"}""")), ("parameters", "too_many")),
        ["report in use"] = new("DELETE", "/v1/reports/{report}", null, 409, "in_use") { IfMatch = "*" },

        ["cron that is none"] = Cron("at seven", "invalid_cron"),
        ["@every_second"] = Cron("@every_second", "invalid_cron"),
        ["31 February"] = Cron("0 0 31 2 *", "never_fires"),
        ["zone without schedule"] = Cron("TZ=UTC", "invalid_cron"),
        ["endless cron"] = Cron(new string('0', 201), "invalid_cron"),
        ["unknown zone"] = Invalid("/v1/schedules", Schedule.Replace("Europe/Berlin", "Europe/Atlantis", StringComparison.Ordinal), ("timeZone", "unknown_time_zone")),
        ["unknown report"] = Invalid("/v1/schedules", Schedule.Replace("{report}", Absent, StringComparison.Ordinal), ("reportId", "unknown_report")),
        ["unknown destination"] = Invalid("/v1/schedules", With(Schedule, $"\"destinationIds\":[\"{Absent}\"]"), ("destinationIds[0]", "unknown_destination")),
        ["51 destinations"] = Invalid("/v1/schedules", With(Schedule, $"\"destinationIds\":[{string.Join(",", Enumerable.Range(0, 51).Select(i => $"\"{new Guid(i, 0, 0, new byte[8])}\""))}]"), ("destinationIds", "too_many")),
        ["parameter of another type"] = Invalid("/v1/schedules", With(Schedule, "\"parameters\":{\"region\":1}"), ("parameters.region", "invalid_value")),
        ["parameter that is not defined"] = Invalid("/v1/schedules", With(Schedule, "\"parameters\":{\"extra\":1}"), ("parameters.extra", "unknown_parameter")),
        ["parameters that are no object"] = Invalid("/v1/schedules", With(Schedule, "\"parameters\":[]"), ("parameters", "invalid_value")),
        ["note too long"] = new("POST", "/v1/schedules/{schedule}/pause", $$"""{"note":"{{new string('n', 501)}}"}""", 422, "invalid_fields") { Errors = { ["note"] = "too_long" } },

        ["destination of no kind"] = Invalid("/v1/destinations", """{"name":"N"}""", ("kind", "missing")),
        ["email without settings"] = Invalid("/v1/destinations", """{"name":"N","kind":"email"}""", ("email", "missing")),
        ["email with webhook settings"] = Invalid("/v1/destinations", With(Email, "\"webhook\":{\"url\":\"https://example.com/\"}"), ("webhook", "not_of_kind")),
        ["no recipient"] = Invalid("/v1/destinations", Email.Replace("\"a@example.com\"", "", StringComparison.Ordinal), ("email.to", "recipient_count")),
        ["501 recipients"] = Invalid("/v1/destinations", Email.Replace("\"a@example.com\"", string.Join(",", Enumerable.Range(0, 501).Select(i => $"\"a{i}@example.com\"")), StringComparison.Ordinal), ("email.to", "recipient_count")),
        ["recipient twice"] = Recipients("\"a@example.com\",\"A@example.com\"", ("email.to[1]", "duplicate_address")),
        ["recipient null"] = Recipients("null", ("email.to[0]", "invalid_address")),
        ["recipient with name"] = Recipients("\"Anna <a@example.com>\"", ("email.to[0]", "invalid_address")),
        ["two recipients in one"] = Recipients("\"a@example.com,b@example.com\"", ("email.to[0]", "invalid_address")),
        ["recipient with line break"] = Recipients("\"a@example.com\\r\\nBcc: b@example.com\"", ("email.to[0]", "invalid_address")),
        ["recipient ending in a line feed"] = Recipients("\"a@example.com\\n\"", ("email.to[0]", "invalid_address")),
        ["recipient without domain"] = Recipients("\"anna\"", ("email.to[0]", "invalid_address")),
        ["subject with line break"] = Invalid("/v1/destinations", Email.Replace("]}", "],\"subject\":\"a\\r\\nBcc: b@example.com\"}", StringComparison.Ordinal), ("email.subject", "invalid_text")),
        ["address without scheme"] = Url("example.com/hook", "address_refused"),
        ["file address"] = Url("file:///etc/passwd", "address_refused"),
        ["address with password"] = Url("https://user:pw@example.com/", "address_refused"),
        ["mail port"] = Url("https://example.com:25/", "address_refused"),
        ["address with line break"] = Url("https://example.com/\\nx", "invalid_url"),
        ["secret that is none"] = Invalid("/v1/destinations", Webhook.Replace("/\"}", "/\",\"secret\":\"hunter2\"}", StringComparison.Ordinal), ("webhook.secret", "invalid_secret")),
        ["secret too short"] = Invalid("/v1/destinations", Webhook.Replace("/\"}", "/\",\"secret\":\"whsec_c2hvcnQ=\"}", StringComparison.Ordinal), ("webhook.secret", "invalid_secret")),
        ["another kind"] = new("PUT", "/v1/destinations/{destination}", Webhook, 422, "invalid_fields") { IfMatch = "*", Errors = { ["kind"] = "kind_fixed" } },
        ["destination in use"] = new("DELETE", "/v1/destinations/{destination}", null, 409, "in_use") { IfMatch = "*" },

        ["run of nothing"] = Invalid("/v1/runs", "{}", ("reportId", "one_of_two")),
        ["run of both"] = Invalid("/v1/runs", """{"reportId":"{report}","scheduleId":"{schedule}"}""", ("reportId", "one_of_two")),
        ["run of an unknown schedule"] = Invalid("/v1/runs", $$"""{"scheduleId":"{{Absent}}"}""", ("scheduleId", "unknown_schedule")),
        ["run with a wrong parameter"] = Invalid("/v1/runs", """{"reportId":"{report}","parameters":{"region":true}}""", ("parameters.region", "invalid_value")),
        ["cancel of no run"] = new("POST", $"/v1/runs/{Absent}/cancel", null, 404, "not_found"),
        ["token for a slug that is none"] = Invalid("/dev/token", """{"tenant":"No Slug","user":"u","role":"viewer"}""", ("tenant", "invalid_slug")),
        ["token without role"] = Invalid("/dev/token", """{"tenant":"t","user":"u"}""", ("role", "missing")),
    };

    private static BadRequest Invalid(string path, string text, params (string Field, string Code)[] errors) =>
        new("POST", path, text, 422, "invalid_fields") { Errors = errors.ToDictionary(error => error.Field, error => error.Code) };

    private static BadRequest Unreadable(string text, string code, string field) =>
        new("POST", "/v1/reports", text, 400, code) { Errors = { [field] = code } };

    private static BadRequest Query(string path, string code, string field) => new("GET", path, null, 400, code) { Errors = { [field] = code } };

    private static BadRequest Host(string host, string code) =>
        Invalid("/v1/data-sources", Source.Replace("db.example.com", host, StringComparison.Ordinal), ("host", code));

    private static BadRequest Cron(string cron, string code) =>
        Invalid("/v1/schedules", Schedule.Replace("0 7 * * *", cron, StringComparison.Ordinal), ("cron", code));

    private static BadRequest Url(string url, string code) =>
        Invalid("/v1/destinations", Webhook.Replace("https://example.com/", url, StringComparison.Ordinal), ("webhook.url", code));

    private static BadRequest Recipients(string list, (string, string) error) =>
        Invalid("/v1/destinations", Email.Replace("\"a@example.com\"", list, StringComparison.Ordinal), error);

    private static BadRequest Parameters(string list, (string, string) error) =>
        Invalid("/v1/reports", With(Report, $"\"parameters\":[{list}]"), error);

    /// <summary>A JSON object with one more member.</summary>
    private static string With(string json, string member) => $"{json[..^1]},{member}}}";
}
