using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Api.Auth;

/// <summary>Stands where a provider's metadata would be, because that is the place from which keys are awaited.</summary>
internal sealed class DevelopmentSigningKeys(SecretKeys keys) : IConfigurationManager<OpenIdConnectConfiguration>
{
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var configuration = new OpenIdConnectConfiguration { Issuer = DevelopmentTokens.Issuer };
        configuration.SigningKeys.Add(new SymmetricSecurityKey(await keys.GetSigningKeyAsync(cancel)));
        return configuration;
    }

    public void RequestRefresh()
    {
        // The key does not change while the process lives.
    }
}
