namespace ReportScheduler.Reports.Formats.Html;

/// <summary>
/// The style sheet of pages: classes only for numbers and long words, elements for the rest, so that each rule can be inlined. Colours are set for
/// text and ground alike, so that a dark theme changes neither alone; contrasts are above 4.5 to 1.
/// </summary>
internal static class HtmlStyles
{
    public const string Page =
        """
        :root{color-scheme:light}
        body{margin:0;background:#fff;color:#1f2328;font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans Arabic","Noto Sans Hebrew","Noto Sans CJK SC",sans-serif}
        main{max-width:90rem;margin:0 auto;padding:2rem 1.5rem 3rem}
        h1{margin:0;font-size:1.75rem;line-height:1.25;overflow-wrap:anywhere}
        h2{margin:0 0 .5rem;font-size:1.15rem;line-height:1.4;overflow-wrap:anywhere}
        header{margin-bottom:1.5rem}
        header p{margin:.75rem 0 0;max-width:75ch;white-space:pre-line;overflow-wrap:anywhere}
        header .as-of{margin-top:.25rem;color:#59636e;font-variant-numeric:tabular-nums}
        section{margin-top:2rem}
        figure{margin:0 0 1rem;padding:1rem;background:#fff;border:1px solid #d1d9e0;border-radius:6px;max-width:56rem}
        figure svg{display:block;width:100%;height:auto}
        .table{position:relative;overflow-x:auto}
        table{border-collapse:collapse;min-width:min(100%,40rem);font-variant-numeric:tabular-nums}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        th,td{padding:.4rem .75rem;text-align:left;unicode-bidi:plaintext;vertical-align:top;border-bottom:1px solid #d1d9e0}
        th{background:#f0f3f6;border-bottom:2px solid #818b98;font-weight:600;white-space:nowrap}
        td{max-width:60ch;white-space:pre-line}
        .long{overflow-wrap:anywhere}
        tbody tr:nth-child(even){background:#f8fafb}
        [dir=rtl] th,[dir=rtl] td{text-align:right}
        td.n{direction:ltr}
        .n{text-align:right;white-space:nowrap}
        .none{color:#59636e;font-style:italic}
        @media (max-width:40rem){main{padding:1rem}th,td{padding:.35rem .5rem}body{font-size:14px}}
        @media print{@page{margin:15mm}body{font-size:9pt}main{max-width:none;padding:0}.table{overflow:visible}thead{display:table-header-group}tr,figure{break-inside:avoid}h2{break-after:avoid}th,tbody tr:nth-child(even){print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """;
}
