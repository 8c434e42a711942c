using System.Collections.Frozen;

namespace ReportScheduler.Domain.Reports;

/// <summary>
/// How a locale writes numbers and times. A table of ours instead of the machine's (ICU or Windows), so that documents have the
/// same bytes wherever they are made. Source: Unicode CLDR 44, short dates with four-digit years; digits are always Latin.
/// </summary>
/// <param name="Name">BCP 47, for example <c>de-DE</c>.</param>
/// <param name="Decimal">Between whole and fraction.</param>
/// <param name="Group">Between thousands; often a no-break space.</param>
/// <param name="Date">Pattern of a date in .NET's and NodaTime's letters.</param>
/// <param name="Time">Pattern of a time to the minute.</param>
/// <param name="Currency">Pattern of an amount: <c>n</c> the number, <c>¤</c> the symbol.</param>
/// <param name="Percent">Pattern of a percentage: <c>n</c> the number.</param>
/// <param name="Words">The few words that documents have of themselves.</param>
/// <param name="IsRightToLeft">True if lines and tables run from right to left.</param>
public sealed record ReportLocale(
    string Name, char Decimal, char Group, string Date, string Time, string Currency, string Percent, DocumentWords Words,
    bool IsRightToLeft = false)
{
    private const char NoBreak = '\u00a0';
    private const char NarrowNoBreak = '\u202f';
    private const string After = "n\u00a0¤";
    private const string SpacedPercent = "n\u00a0%";

    private static readonly FrozenDictionary<string, ReportLocale> All = Table().ToFrozenDictionary(l => l.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The locale that stands in for an unknown one, <c>en-US</c>.</summary>
    public static ReportLocale Default { get; } = All["en-US"];

    /// <summary>Names of all locales, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Pattern of a date with a time to the minute.</summary>
    public string DateTime => Date + " " + Time;

    /// <summary>The locale of a name, whatever its case; null: there is none.</summary>
    public static ReportLocale? Find(string? name) => name is not null && All.TryGetValue(name, out var locale) ? locale : null;

    /// <summary>The locale of a name; <see cref="Default"/> where there is none.</summary>
    public static ReportLocale Of(string? name) => Find(name) ?? Default;

    private static ReportLocale[] Table()
    {
        DocumentWords english = new("Yes", "No", "No rows"), german = new("Ja", "Nein", "Keine Zeilen");
        DocumentWords chinese = new("是", "否", "无数据");
        return
        [
            new("en-US", '.', ',', "M/d/yyyy", "h:mm tt", "¤n", "n%", english),
            new("en-GB", '.', ',', "dd/MM/yyyy", "HH:mm", "¤n", "n%", english),
            new("en-IN", '.', ',', "dd/MM/yyyy", "h:mm tt", "¤n", "n%", english),
            new("de-DE", ',', '.', "dd.MM.yyyy", "HH:mm", After, SpacedPercent, german),
            new("de-AT", ',', NoBreak, "dd.MM.yyyy", "HH:mm", "¤\u00a0n", SpacedPercent, german),
            new("de-CH", '.', '’', "dd.MM.yyyy", "HH:mm", "¤\u00a0n", "n%", german),
            new("fr-FR", ',', NarrowNoBreak, "dd/MM/yyyy", "HH:mm", After, "n\u202f%", new("Oui", "Non", "Aucune ligne")),
            new("es-ES", ',', '.', "d/M/yyyy", "H:mm", After, SpacedPercent, new("Sí", "No", "Sin filas")),
            new("it-IT", ',', '.', "dd/MM/yyyy", "HH:mm", After, "n%", new("Sì", "No", "Nessuna riga")),
            new("nl-NL", ',', '.', "dd-MM-yyyy", "HH:mm", "¤\u00a0n", "n%", new("Ja", "Nee", "Geen rijen")),
            new("pt-BR", ',', '.', "dd/MM/yyyy", "HH:mm", "¤\u00a0n", "n%", new("Sim", "Não", "Nenhuma linha")),
            new("pt-PT", ',', NoBreak, "dd/MM/yyyy", "HH:mm", After, "n%", new("Sim", "Não", "Sem linhas")),
            new("pl-PL", ',', NoBreak, "d.MM.yyyy", "HH:mm", After, "n%", new("Tak", "Nie", "Brak wierszy")),
            new("cs-CZ", ',', NoBreak, "dd.MM.yyyy", "H:mm", After, SpacedPercent, new("Ano", "Ne", "Žádné řádky")),
            new("sv-SE", ',', NoBreak, "yyyy-MM-dd", "HH:mm", After, SpacedPercent, new("Ja", "Nej", "Inga rader")),
            new("da-DK", ',', '.', "dd.MM.yyyy", "HH.mm", After, SpacedPercent, new("Ja", "Nej", "Ingen rækker")),
            new("nb-NO", ',', NoBreak, "dd.MM.yyyy", "HH:mm", After, SpacedPercent, new("Ja", "Nei", "Ingen rader")),
            new("fi-FI", ',', NoBreak, "d.M.yyyy", "H.mm", After, SpacedPercent, new("Kyllä", "Ei", "Ei rivejä")),
            new("ja-JP", '.', ',', "yyyy/MM/dd", "H:mm", "¤n", "n%", new("はい", "いいえ", "データなし")),
            new("zh-CN", '.', ',', "yyyy/M/d", "HH:mm", "¤n", "n%", chinese),
            new("ko-KR", '.', ',', "yyyy. M. d.", "HH:mm", "¤n", "n%", new("예", "아니요", "데이터 없음")),
            new("he-IL", '.', ',', "d.M.yyyy", "H:mm", After, "n%", new("כן", "לא", "אין שורות"), IsRightToLeft: true),
            new("ar-EG", '.', ',', "d/M/yyyy", "HH:mm", "¤\u00a0n", "n%", new("نعم", "لا", "لا توجد صفوف"), IsRightToLeft: true),
        ];
    }
}

/// <summary>Words that a document has of itself.</summary>
/// <param name="Yes">For true.</param>
/// <param name="No">For false.</param>
/// <param name="NoRows">In place of an empty table.</param>
public sealed record DocumentWords(string Yes, string No, string NoRows);
