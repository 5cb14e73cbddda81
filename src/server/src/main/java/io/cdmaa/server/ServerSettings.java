package io.cdmaa.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a service listens and what it requires of its clients.
 *
 * @param address the name or address of the interface to listen on
 * @param port 0 for any free one
 * @param data the folder of the jobs, which belongs to one service at a time; created if missing
 * @param token required from every client, if present
 * @param hosts names, besides those of the interface, by which clients may address the service
 * @param drain how long running jobs may go on after the service is told to stop
 * @param limits what is refused
 */
public record ServerSettings(
    String address,
    int port,
    Path data,
    Optional<String> token,
    List<String> hosts,
    Duration drain,
    Limits limits) {
  /** Copies the list. */
  public ServerSettings {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(drain, "drain");
    Objects.requireNonNull(limits, "limits");
    hosts = List.copyOf(hosts);
  }

  /** Returns settings for this machine only, without a token. */
  public static ServerSettings local(int port, Path data) {
    return new ServerSettings(
        "127.0.0.1",
        port,
        data,
        Optional.empty(),
        List.of(),
        Duration.ofSeconds(15),
        Limits.DEFAULT);
  }

  /** Returns a copy with the given limits. */
  public ServerSettings with(Limits other) {
    return new ServerSettings(address, port, data, token, hosts, drain, other);
  }

  /** Returns a copy that requires the given token. */
  public ServerSettings withToken(String secret) {
    return new ServerSettings(address, port, data, Optional.of(secret), hosts, drain, limits);
  }

  /** Returns whether only programs on this machine can connect. */
  public boolean loopback() {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
