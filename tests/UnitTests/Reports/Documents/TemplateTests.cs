using System.Globalization;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.Templates;

namespace ReportScheduler.UnitTests.Reports.Documents;

public sealed class TemplateTests
{
    private static readonly TemplateModel Model = new(
        "Weekly sales", [new("region", ParameterType.Text, "North & <South>"), new("day", ParameterType.Date, new DateOnly(2026, 1, 5)), new("none", ParameterType.Text, null)],
        new(2026, 1, 31, 23, 30, 0, TimeSpan.Zero), "Europe/Berlin", ReportLocale.Find("de-DE")!,
        [new Dictionary<string, object?> { ["name"] = "Ada", ["amount"] = 12.5m }, new Dictionary<string, object?> { ["name"] = "Bob", ["amount"] = null }]);

    [Theory]
    [InlineData("{{ report.name }} of {{ parameters.region }}", "Weekly sales of North & <South>")]
    [InlineData("{{ fireTime }}", "01.02.2026 00:30")]
    [InlineData("{{ fireTime.date }} {{ fireTime.zone }} {{ fireTime.iso }} W{{ fireTime.week }}", "01.02.2026 Europe/Berlin 2026-01-31T23:30:00Z W5")]
    [InlineData("{{ fireTime.local | date: '%Y-%m' }} {{ fireTime.year | minus: 1 }}", "2026-02 2025")]
    [InlineData("{{ parameters.day | date: '%d/%m' }}{{ parameters.none }}", "05/01")]
    [InlineData("{{ rows.size }}: {% for row in rows %}{{ row.name | upcase }}={{ row.amount | default: '-' }}{% unless forloop.last %}, {% endunless %}{% endfor %}", "2: ADA=12.5, BOB=-")]
    [InlineData("{{ rows.first.name | append: '!' | replace: 'A', 'a' }} {{ 'a,b' | split: ',' | join: ' and ' }}", "ada! a and b")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Render_Template_IsFilledIn(string template, string expected) => ReportText.Render(template, Model).Should().Be(expected);

    [Theory]
    [InlineData("{{ report.secret }}{{ parameters.Name.GetType }}{{ report.get_type }}{{ fireTime.context }}{{ fireTime.get_hash_code }}")]
    [InlineData("{{ parameters.region.length }}{{ connection }}{{ env.PATH }}{{ rows.sync_root }}{{ fireTime._zone }}{{ fireTime.invoke_drop }}")]
    public void Render_MembersOfObjects_AreNotThere(string template) => ReportText.Render(template, Model).Should().BeEmpty();

    [Theory]
    [InlineData("a\nb\n{{ report.name | nosuch }}\nc", "Line 3 of the template: there is no filter 'nosuch'.")]
    [InlineData("a\n{% nosuch %}", "Line 2 of the template: Unknown tag 'nosuch'.")]
    [InlineData("{% if a %}x{% endif %}\n{% if b %}\nc", "Line 2 of the template: if tag was never closed.")]
    [InlineData("x\n\n{{ report.name ", "Line 3 of the template: Variable '{{ report.name ' was not properly terminated.")]
    [InlineData("x\n{% include 'file:///etc/passwd' %}", "Line 2 of the template: the tag 'include' is not available here.")]
    [InlineData("{%- capture x %}y{% endcapture %}", "Line 1 of the template: the tag 'capture' is not available here.")]
    [InlineData("{% for i in (1..2000000000) %}x{% endfor %}", "The template goes through more than 1,000 entries in a loop: make it simpler.")]
    [InlineData("{% for i in (1..900) %}{% for j in (1..900) %}xy{% endfor %}{% endfor %}", "The template writes more than 20,000 characters: make it simpler.")]
    [InlineData("{% assign x = 'aaaa' %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor %}", "The template makes a text of more than 20,000 characters: make it simpler.")]
    [InlineData("{% assign x = 'aaaa' %}{% for i in (1..99) %}{% assign x = x | replace: 'a', 'aaa' %}{% endfor %}", "The template makes a text of more than 20,000 characters: make it simpler.")]
    [InlineData("{% assign x = 'a,b' | split: ',' %}{% for i in (1..99) %}{% assign x = x | concat: x %}{% endfor %}", "The template makes a list of more than 1,000 entries: make it simpler.")]
    public void Check_BadTemplate_TellsTheLineAndWhatIsWrong(string template, string expected)
    {
        ReportText.Check(template).Should().Be(expected);

        var render = () => ReportText.Render(template, Model);
        render.Should().Throw<ReportException>().Where(e => e.Code == "template_invalid" && e.Message == expected);
    }

    [Fact]
    public void Check_DeepNesting_IsRefused()
    {
        var template = string.Concat(Enumerable.Repeat("{% if report %}", 300)) + "x" + string.Concat(Enumerable.Repeat("{% endif %}", 300));

        ReportText.Check(template).Should().Be("The template nests too deep: make it simpler.");
    }

    [Fact]
    public void Check_LoopsThatWriteNothing_AreStopped() =>
        ReportText.Check("{% for i in (1..999) %}{% for j in (1..999) %}{% for k in (1..999) %}{% endfor %}{% endfor %}{% endfor %}")
            .Should().Be("The template takes too long: make it simpler.");

    [Theory]
    [InlineData("plus")]
    [InlineData("times")]
    [InlineData("prepend")]
    [InlineData("base64_encode")]
    [InlineData("join")]
    [InlineData("escape")]
    [InlineData("url_encode")]
    public void Render_FilterAgainAndAgain_StaysSmall(string filter)
    {
        var template = $"{{% assign x = '<%&' %}}{{% for i in (1..900) %}}{{% assign x = x | {filter}: x %}}{{% endfor %}}";
        var before = GC.GetAllocatedBytesForCurrentThread();

        try
        {
            ReportText.Render(template, Model);
        }
        catch (ReportException e)
        {
            e.Code.Should().Be("template_invalid");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(200_000_000);
    }

    [Theory]
    [InlineData("{{ 100 | divided_by: parameters.count }}")]
    [InlineData("{{ rows[3].name }} {{ parameters.anything | date: '%Y' }}")]
    [InlineData("{{ report.name }}")]
    public void Check_TemplateThatOnlyLacksValues_IsGood(string template) => ReportText.Check(template).Should().BeNull();

    [Fact]
    public void Render_InManyThreads_KeepsRendersApart() =>
        Parallel.For(0, 200, i => ReportText.Render("{{ report.name }}", Model with { ReportName = i.ToString(CultureInfo.InvariantCulture) })
            .Should().Be(i.ToString(CultureInfo.InvariantCulture)));
}
