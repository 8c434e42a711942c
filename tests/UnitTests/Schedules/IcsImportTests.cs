using ReportScheduler.Domain;
using ReportScheduler.Domain.Schedules;

namespace ReportScheduler.UnitTests.Schedules;

public sealed class IcsImportTests
{
    [Fact]
    public void TryRead_AllDayEvents_AreHolidays()
    {
        var import = Read("""
            DTSTART;VALUE=DATE:20261224
            DTEND;VALUE=DATE:20261227
            SUMMARY:Christmas
            """, """
            DTSTART;VALUE=DATE:20200101
            RRULE:FREQ=YEARLY
            SUMMARY:New Year
            """, """
            DTSTART;VALUE=DATE:20260501
            STATUS:CANCELLED
            SUMMARY:Nothing
            """);

        import.Holidays.Should().Equal(
            new Holiday(new DateOnly(2026, 1, 1), "New Year"), new Holiday(new DateOnly(2026, 12, 24), "Christmas"),
            new Holiday(new DateOnly(2026, 12, 25), "Christmas"), new Holiday(new DateOnly(2026, 12, 26), "Christmas"),
            new Holiday(new DateOnly(2027, 1, 1), "New Year"));
        import.Blackouts.Should().BeEmpty();
    }

    [Fact]
    public void TryRead_EventsWithTimes_AreWindowsInTheGivenZone()
    {
        var import = Read("""
            DTSTART:20260701T200000Z
            DTEND:20260701T220000Z
            SUMMARY:UTC
            """, """
            DTSTART;TZID=America/New_York:20260702T080000
            DURATION:PT90M
            SUMMARY:Elsewhere
            """, """
            DTSTART:20260703T080000
            DTEND:20260703T090000
            RRULE:FREQ=DAILY;UNTIL=20260705T235959
            EXDATE:20260704T080000
            SUMMARY:Floating
            """, """
            DTSTART;TZID=W. Europe Standard Time:20260710T080000
            DTEND;TZID=W. Europe Standard Time:20260710T090000
            """);

        import.Holidays.Should().BeEmpty();
        import.Blackouts.Select(window => $"{window.From:MM-dd HH:mm}-{window.To:HH:mm} {window.Name}").Should().Equal(
            "07-01 22:00-00:00 UTC", "07-02 14:00-15:30 Elsewhere", "07-03 08:00-09:00 Floating", "07-05 08:00-09:00 Floating",
            "07-10 08:00-09:00 Closed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("BEGIN:VCALENDAR\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:99991231T235959Z\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101T000000\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101T000000\r\nRRULE:FREQ=FOO\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20990101\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Mars:20260101T000000\r\nDTEND;TZID=Mars:20260101T010000\r\nEND:VEVENT\r\nEND:VCALENDAR")]
    public void TryRead_TextThatCannotBeUsed_IsTold(string text) => Refused(text);

    [Fact]
    public void TryRead_TooMuch_IsToldBeforeItIsRead()
    {
        Refused(new string('x', IcsImport.MaxLength + 1));
        Refused("BEGIN:VCALENDAR\r\n" + string.Concat(Enumerable.Repeat("BEGIN:VEVENT\r\n", 100_000 / 2)));
        Refused("BEGIN:VCALENDAR\r\n" + string.Concat(Enumerable.Repeat("BEG\r\n IN:VEVENT\r\n", 1000)));
        Refused("BEGIN:VCALENDAR\r\n" + string.Concat(Enumerable.Repeat("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nEND:VEVENT\r\n", 6000)) + "END:VCALENDAR");
        Refused(File("DTSTART:20260101T000000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY", "DTSTART:20260101T030000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY"));
    }

    [Fact]
    public void TryRead_UnknownZone_NamesTheField()
    {
        var errors = new List<FieldError>();

        IcsImport.TryRead(File("DTSTART;VALUE=DATE:20260101"), "Nowhere", 2026, 2, errors).Should().BeNull();

        errors.Should().ContainSingle().Which.Field.Should().Be("timeZone");
    }

    [Fact]
    public void TryRead_RandomlyDamagedFiles_NeverThrow()
    {
        var text = File("DTSTART;TZID=Europe/Berlin:20260701T080000\r\nDTEND;TZID=Europe/Berlin:20260701T090000\r\nRRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=5\r\nEXDATE;TZID=Europe/Berlin:20260801T080000\r\nSUMMARY:x");
        var random = new Random(7);
        for (var i = 0; i < 1500; i++)
        {
            var damaged = text.ToCharArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--) damaged[random.Next(damaged.Length)] = "\r\n:;=,0189TZ-\0\"A"[random.Next(16)];
            var errors = new List<FieldError>();

            var import = IcsImport.TryRead(new string(damaged), "Europe/Berlin", 2026, 2, errors);

            (import is null).Should().Be(errors.Count > 0);
        }
    }

    private static IcsImport Read(params string[] events)
    {
        var errors = new List<FieldError>();
        var import = IcsImport.TryRead(File(events), "Europe/Berlin", 2026, 2, errors);
        errors.Should().BeEmpty();
        return import!;
    }

    private static void Refused(string text)
    {
        var errors = new List<FieldError>();
        IcsImport.TryRead(text, "Europe/Berlin", 2026, 5, errors).Should().BeNull();
        errors.Should().ContainSingle().Which.Field.Should().Be("ics");
    }

    private static string File(params string[] events) =>
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        + string.Concat(events.Select((item, i) => $"BEGIN:VEVENT\r\nUID:{i}\r\n{item.ReplaceLineEndings("\r\n")}\r\nEND:VEVENT\r\n"))
        + "END:VCALENDAR\r\n";
}
