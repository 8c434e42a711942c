using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using ReportScheduler.Api.Errors;
using ReportScheduler.ServiceDefaults.Secrets;

namespace ReportScheduler.Api.Auth;

internal static class Authentication
{
    private const int MaxUserLength = 200;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Takes bearer tokens: of the configured provider, or in Development of <see cref="DevelopmentTokens"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no provider outside Development.</exception>
    public static void AddApiAuthentication(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Auth").Get<AuthOptions>() ?? new AuthOptions();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        RemoveDataProtection(builder.Services);
        builder.Services.AddAuthorizationBuilder().AddRolePolicies();

        var bearer = builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme);
        if (builder.Environment.IsDevelopment())
        {
            // Its own tokens carry the default names of the claims.
            options = new AuthOptions();
            builder.Services.AddSingleton<DevelopmentTokens>();
            bearer.Configure<SecretKeys>((jwt, keys) => ConfigureDevelopment(jwt, keys));
        }
        else
        {
            options.Check();
            bearer.Configure(jwt => ConfigureProvider(jwt, options));
        }

        bearer.Configure(jwt =>
        {
            jwt.MapInboundClaims = false;
            jwt.TokenValidationParameters.ClockSkew = ClockSkew;
            jwt.Events = new JwtBearerEvents { OnTokenValidated = context => ReadUser(context, options), OnChallenge = ChallengeAsync };
        });
    }

    // Authentication brings it for cookies, and it would write keys to the disk at every start.
    private static void RemoveDataProtection(IServiceCollection services)
    {
        foreach (var service in services.Where(IsDataProtectionStart).ToArray()) services.Remove(service);

        static bool IsDataProtectionStart(ServiceDescriptor service) =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) == true;
    }

    private static void ConfigureDevelopment(JwtBearerOptions jwt, SecretKeys keys)
    {
        jwt.ConfigurationManager = new DevelopmentSigningKeys(keys);
        jwt.TokenValidationParameters.ValidIssuer = DevelopmentTokens.Issuer;
        jwt.TokenValidationParameters.ValidAudience = DevelopmentTokens.Issuer;
        jwt.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
    }

    private static void ConfigureProvider(JwtBearerOptions jwt, AuthOptions options)
    {
        jwt.Authority = options.Authority!.AbsoluteUri;
        jwt.Audience = options.Audience;
        jwt.RequireHttpsMetadata = !options.Authority.IsLoopback;
        // Signatures that only the provider can make; a shared secret is none.
        jwt.TokenValidationParameters.ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        ];
    }

    private static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        context.Response.Headers.WWWAuthenticate = context.Options.Challenge;
        var problem = context.AuthenticateFailure is SecurityTokenExpiredException ? Problems.TokenExpired() : Problems.Unauthenticated();
        return problem.ExecuteAsync(context.HttpContext);
    }

    private static Task ReadUser(TokenValidatedContext context, AuthOptions options)
    {
        var token = context.Principal!;
        var user = token.FindFirstValue(options.UserClaim);
        if (!Guid.TryParse(token.FindFirstValue(options.TenantIdClaim), out var tenantId))
            context.Fail("The token names no tenant.");
        else if (string.IsNullOrWhiteSpace(user) || user.Length > MaxUserLength || user.Any(char.IsControl))
            context.Fail("The token names no user.");
        else
            context.Principal = Users.Create(tenantId, user, token.FindAll(options.RoleClaim).Max(claim => Roles.Parse(claim.Value)));
        return Task.CompletedTask;
    }
}
