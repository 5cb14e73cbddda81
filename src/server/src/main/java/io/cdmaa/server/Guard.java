package io.cdmaa.server;

import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who may talk to the service. A page of another site that the user visits could send
 * requests to it; its browser then names that site as Origin, or, if the site's name points to this
 * machine (DNS rebinding), as Host.
 */
final class Guard {
  private static final String BEARER = "Bearer ";

  /** What monitors ask without a token; it tells nothing of jobs. */
  static final Set<String> OPEN = Set.of("/healthz", "/readyz");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Set<String> hosts;
  private final Optional<byte[]> token;

  /**
   * @param settings the token and the names by which clients may address the service
   */
  Guard(ServerSettings settings) {
    hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    hosts.add(settings.address().toLowerCase(Locale.ROOT));
    settings.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    token = settings.token().map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Checks a request and sets the headers of its answer that protect the page.
   *
   * @throws Refusal if the client may not talk to the service
   */
  void check(Context ctx) {
    ctx.header("Content-Security-Policy", POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cache-Control", "no-store");
    requireOwnName(ctx);
    requireOwnOrigin(ctx);
    if (!Page.serves(ctx.path()) && !OPEN.contains(ctx.path())) {
      requireToken(ctx);
    }
  }

  private void requireOwnName(Context ctx) {
    String host = ctx.header("Host");
    String name = host == null ? "" : withoutPort(host).toLowerCase(Locale.ROOT);
    if (!hosts.contains(name) && !name.equals(literal(ctx.req().getLocalAddr()))) {
      throw new Refusal(
          ProblemKind.FOREIGN,
          "This service does not answer to the name of the request's Host header; use the address"
              + " that it was started with, or allow the name when it is started");
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** Returns an address as a Host header writes it. */
  private static String literal(String address) {
    return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
  }

  private static void requireOwnOrigin(Context ctx) {
    String origin = ctx.header("Origin");
    String site = ctx.header("Sec-Fetch-Site");
    boolean foreign =
        origin != null && !authority(origin).equals(Optional.ofNullable(ctx.header("Host")));
    // A link from elsewhere to the page itself is harmless, and a request without Origin.
    boolean cross =
        site != null
            && !site.equals("same-origin")
            && !site.equals("none")
            && !Page.serves(ctx.path());
    if (foreign || cross) {
      throw new Refusal(
          ProblemKind.FOREIGN,
          "The request comes from a page of another site; open the service's own page");
    }
  }

  private static Optional<String> authority(String origin) {
    try {
      return Optional.ofNullable(new URI(origin).getAuthority());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private void requireToken(Context ctx) {
    if (token.isEmpty()) {
      return;
    }
    String header = ctx.header("Authorization");
    byte[] given =
        header != null && header.startsWith(BEARER)
            ? header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    // Takes as long for a token that is nearly right as for any other of its length.
    if (!MessageDigest.isEqual(token.get(), given)) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw new Refusal(
          ProblemKind.UNAUTHORIZED,
          "The token is missing or wrong; send the service's token as Authorization: Bearer");
    }
  }
}
