package io.cdmaa.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Takes what is still being sent of a request that is answered already, and drops it. Where a
 * connection is closed while its client still sends, the operating system resets it, and the client
 * may lose the answer. Amount and time are bounded; no thread waits.
 */
final class Linger extends Handler.Wrapper {
  private static final int BUFFER = 16 << 10;

  private final Deadlines deadlines;
  private final long most;

  /**
   * @param deadlines closes connections on which this takes too long
   * @param most the bytes of a request that are taken
   */
  Linger(Deadlines deadlines, long most, Handler next) {
    super(next);
    this.deadlines = deadlines;
    this.most = most;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!Deadlines.hasBody(request)) {
      return super.handle(request, response, callback);
    }
    return super.handle(
        request,
        response,
        new Callback.Nested(callback) {
          @Override
          public void succeeded() {
            forgetBrokenForm(request);
            if (arrived(request)) {
              getCallback().succeeded();
            } else {
              new Rest(request.getConnectionMetaData().getConnection(), getCallback()).start();
            }
          }
        });
  }

  /** Jetty closes the parts of a form at the end, and fails if there are none. */
  private static void forgetBrokenForm(Request request) {
    String name = MultiPartFormData.class.getName();
    if (request.getAttribute(name) instanceof CompletableFuture<?> form
        && form.isCompletedExceptionally()) {
      request.removeAttribute(name);
    }
  }

  /** Returns whether all of a request has been read. */
  private static boolean arrived(Request request) {
    Content.Chunk chunk = request.read();
    if (chunk == null) {
      return false;
    }
    chunk.release();
    return chunk.isLast() && !Content.Chunk.isFailure(chunk);
  }

  /** The rest of a request, as bytes, after an answer that ends the connection. */
  private final class Rest implements Callback {
    private final Connection connection;
    private final EndPoint from;
    private final Callback end;
    private final ByteBuffer buffer = BufferUtil.allocate(BUFFER);
    private long left = most;

    Rest(Connection connection, Callback end) {
      this.connection = connection;
      this.from = connection.getEndPoint();
      this.end = end;
    }

    void start() {
      deadlines.answered(connection);
      from.shutdownOutput(); // The client need not wait for more than the answer.
      succeeded();
    }

    /** Called when there are bytes. */
    @Override
    public void succeeded() {
      try {
        while (left > 0) {
          BufferUtil.clear(buffer);
          int taken = from.fill(buffer);
          if (taken < 0) {
            break;
          }
          if (taken == 0 && from.tryFillInterested(this)) {
            return;
          }
          left -= taken;
        }
        end.succeeded();
      } catch (IOException e) {
        end.succeeded(); // The client has gone.
      }
    }

    /** Called when the connection is closed or nothing arrives for long. */
    @Override
    public void failed(Throwable failure) {
      end.succeeded();
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
