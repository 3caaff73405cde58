/** An analyzer as a plug-in. */
package org.example.sparsity;
