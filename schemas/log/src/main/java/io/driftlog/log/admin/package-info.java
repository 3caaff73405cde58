/** Administration of the log in its cluster: topics, published schemas, open transactions, disk use. */
@NullMarked
package io.driftlog.log.admin;

import org.jspecify.annotations.NullMarked;
