package io.cdmaa.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Closes connections that take too long. Jetty's own time limits end a connection on which nothing
 * happens, but not one that sends or takes one byte a second.
 */
final class Deadlines extends Handler.Wrapper implements Connection.Listener {
  private static final long NEVER = Long.MAX_VALUE;

  /** The time for the header of a request, counted from the end of the one before. */
  private static final Duration HEADER = Duration.ofSeconds(30);

  /** The time for the rest of a request that is answered already. */
  private static final Duration REST = Duration.ofSeconds(10);

  /** The time to take an answer, a photo on a slow line. */
  private static final Duration ANSWER = Duration.ofMinutes(10);

  private final Map<Connection, Long> ends = new ConcurrentHashMap<>();
  private final Duration header;
  private final Duration rest;
  private final Duration upload;

  /**
   * @param upload the time for a whole request to arrive
   */
  Deadlines(Duration upload) {
    this.upload = upload;
    header = upload.compareTo(HEADER) < 0 ? upload : HEADER;
    rest = upload.compareTo(REST) < 0 ? upload : REST;
  }

  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  @Override
  public void onOpened(Connection connection) {
    ends.put(connection, in(header));
  }

  @Override
  public void onClosed(Connection connection) {
    ends.remove(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    boolean body = hasBody(request);
    boolean stream = Request.getPathInContext(request).endsWith(Routes.EVENTS);
    ends.replace(connection, body ? in(upload) : stream ? NEVER : in(ANSWER));
    Request.addCompletionListener(request, failure -> ends.replace(connection, in(header)));
    return super.handle(request, response, callback);
  }

  /** Returns whether a request announces content. */
  static boolean hasBody(Request request) {
    return request.getLength() > 0
        || (request.getLength() < 0 && request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
  }

  /** Gives a request that is answered before it has arrived a little time to end. */
  void answered(Connection connection) {
    ends.replace(connection, in(rest));
  }

  /** Gives a request that has arrived the time to be answered. */
  void arrived(Connection connection) {
    ends.replace(connection, in(ANSWER));
  }

  /** Closes the connections that are too late. */
  void enforce() {
    long now = System.nanoTime();
    ends.forEach(
        (connection, end) -> {
          if (end != NEVER && now - end > 0) {
            connection.getEndPoint().close();
          }
        });
  }
}
