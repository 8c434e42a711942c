namespace ReportScheduler.Delivery.Webhook;

/// <summary>A webhook's host has an address that is not on the public internet.</summary>
internal sealed class AddressRefusedException() : IOException("The address is not on the public internet.");
