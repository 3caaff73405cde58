/** The log as a cluster sees it: topics, published schemas, transactions left open, disk use. */
@NullMarked
package io.driftlog.log.admin;

import org.jspecify.annotations.NullMarked;
