using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ReportScheduler.ServiceDefaults.Dapr;

/// <summary>
/// The token by which the sidecar proves that a call to the app comes through it: APP_API_TOKEN, sent as header
/// dapr-api-token. Without a token every caller is taken for the sidecar; outside Development that must be chosen with
/// <c>Dapr:AllowCallsWithoutToken</c>, for platforms on which only the sidecar can reach the port.
/// </summary>
public sealed class DaprCallbackToken
{
    private readonly byte[]? _token;

    /// <exception cref="InvalidOperationException">There is no token, and running without one was not chosen.</exception>
    public DaprCallbackToken(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration["APP_API_TOKEN"] is { Length: > 0 } token)
            _token = Encoding.UTF8.GetBytes(token);
        else if (!environment.IsDevelopment() && !configuration.GetValue<bool>("Dapr:AllowCallsWithoutToken"))
            throw new InvalidOperationException("Set APP_API_TOKEN, or Dapr__AllowCallsWithoutToken=true where only the sidecar can reach this app.");
    }

    /// <summary>True when the request comes through the sidecar.</summary>
    public bool Accepts(HttpRequest request) =>
        _token is null
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers["dapr-api-token"].ToString()), _token);
}

/// <summary>Marks endpoints that only the sidecar may call.</summary>
public static class DaprCallbackEndpoints
{
    /// <summary>Answers 401 unless the request carries the app token.</summary>
    public static TBuilder RequireDaprCallbackToken<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<DaprCallbackToken>().Accepts(context.HttpContext.Request)
                ? await next(context)
                : Results.Unauthorized());
}
