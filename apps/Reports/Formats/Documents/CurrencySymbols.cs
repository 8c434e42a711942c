namespace ReportScheduler.Reports.Formats.Documents;

/// <summary>Symbols of currencies that are understood everywhere; others are shown by their ISO 4217 code.</summary>
internal static class CurrencySymbols
{
    /// <summary>The symbol, or the code itself.</summary>
    /// <param name="code">ISO 4217 code.</param>
    /// <param name="locale">Name of a locale; its own currency may have a symbol that is ambiguous elsewhere.</param>
    public static string Of(string code, string locale) => (code, locale) switch
    {
        ("EUR", _) => "€",
        ("USD", _) => "$",
        ("GBP", _) => "£",
        ("INR", _) => "₹",
        ("KRW", _) => "₩",
        ("ILS", _) => "₪",
        ("JPY", not "zh-CN") => "¥",
        ("CNY", "zh-CN") => "¥",
        ("BRL", _) => "R$",
        ("PLN", "pl-PL") => "zł",
        ("CZK", "cs-CZ") => "Kč",
        ("SEK", "sv-SE") or ("NOK", "nb-NO") or ("DKK", "da-DK") => "kr",
        _ => code,
    };
}
