// problem library: F(w)=c/2 sum r_i(w)^2 ; w' = -(grad F + lam w)
#ifndef PROB_H
#define PROB_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>
#include <cblas.h>

typedef struct {
    char type;
    int p, n, d, m, rk, nt;
    double c, lam, eps2;
    unsigned char *act;
    int *sl; /* D only: act[j*n+i] in {0,1}; sl[j]=data index neuron j slides on, or -1 */
    double *X, *y, *Xt, *yt, *w0;
    double *M, *mask;
    int *oi, *oj;
    double *res, *t1, *t2, *t3, *beta;
    long nf, nj, nls, nhv;
} Prob;

extern void dgetrf_(int *, int *, double *, int *, int *, int *);
extern void dgetrs_(char *, int *, int *, double *, int *, int *, double *, int *, int *);
extern void dpotrf_(char *, int *, double *, int *, int *);
extern void dpotrs_(char *, int *, int *, double *, int *, double *, int *, int *);
extern void dsyevd_(char *, char *, int *, double *, int *, double *, double *, int *, int *, int *, int *);

static double cputime(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double *rdarr(FILE *f, long k) {
    double *a = malloc(sizeof(double) * (k ? k : 1));
    for (long i = 0; i < k; i++)
        if (fscanf(f, "%lf", a + i) != 1) {
            fprintf(stderr, "bad file\n");
            exit(1);
        }
    return a;
}

static Prob *prob_load(const char *name, double lam) {
    char fn[256];
    snprintf(fn, 256, "%s.txt", name);
    FILE *f = fopen(fn, "r");
    if (!f) {
        perror(fn);
        exit(1);
    }
    Prob *P = calloc(1, sizeof(Prob));
    if (fscanf(f, " %c %d %d %d %d %d %d", &P->type, &P->p, &P->n, &P->d, &P->m, &P->rk, &P->nt) != 7)
        exit(1);
    P->lam = lam;
    P->eps2 = (P->type == 'D' && P->rk > 0) ? 1.0 / ((double)P->rk * P->rk) : 0;
    double *cc = rdarr(f, 1);
    P->c = cc[0];
    free(cc);
    if (P->type == 'C') {
        int k = P->d;
        P->M = rdarr(f, k * k);
        P->mask = rdarr(f, k * k);
        P->oi = malloc(4 * P->n);
        P->oj = malloc(4 * P->n);
        int q = 0;
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++)
                if (P->mask[i * k + j] > 0) {
                    P->oi[q] = i;
                    P->oj[q] = j;
                    q++;
                }
        if (q != P->n)
            exit(2);
    } else {
        P->X = rdarr(f, (long)P->n * P->d);
        P->y = rdarr(f, P->n);
        P->Xt = rdarr(f, (long)P->nt * P->d);
        P->yt = rdarr(f, P->nt);
    }
    P->w0 = rdarr(f, P->p);
    fclose(f);
    int big = P->p + P->n + P->nt + 400;
    P->res = calloc(big, 8);
    P->t1 = calloc(big, 8);
    P->t2 = calloc(big, 8);
    P->t3 = calloc(big, 8);
    P->beta = calloc(big, 8);
    return P;
}

static inline double dot(const double *a, const double *b, int n) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++)
        s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}

static inline void axpy(int n, double a, const double *x, double *y) {
    for (int i = 0; i < n; i++)
        y[i] += a * x[i];
}

static inline double nrm2(const double *a, int n) {
    return sqrt(dot(a, a, n));
}

static inline double sg(double z, double e2) {
    return e2 > 0 ? 0.5 * (z + sqrt(z * z + e2)) : (z > 0 ? z : 0);
}

static inline double sg1(double z, double e2) {
    return e2 > 0 ? 0.5 * (1 + z / sqrt(z * z + e2)) : (z > 0 ? 1.0 : 0.0);
}

static inline double sg2(double z, double e2) {
    double q = z * z + e2;
    return e2 > 0 ? 0.5 * e2 / (q * sqrt(q)) : 0.0;
}

static inline void proj1(double x, double *a, double *b) {
    double t = (*a * x + *b) / (x * x + 1);
    *a -= t * x;
    *b -= t;
}

// residuals r(w)
static void resid(Prob *P, const double *w, double *r) {
    int n = P->n, d = P->d;
    switch (P->type) {
    case 'A':
        for (int i = 0; i < n; i++)
            r[i] = dot(P->X + i * d, w, d) - P->y[i];
        break;
    case 'B':
        for (int k = 0; k < d; k++)
            P->beta[k] = w[k] * w[d + k];
        for (int i = 0; i < n; i++)
            r[i] = dot(P->X + i * d, P->beta, d) - P->y[i];
        break;
    case 'C': {
        int k = d, q = P->rk;
        const double *U = w, *V = w + k * q;
        for (int s = 0; s < n; s++)
            r[s] = dot(U + P->oi[s] * q, V + P->oj[s] * q, q) - P->M[P->oi[s] * k + P->oj[s]];
        break;
    }
    case 'D': {
        int m = P->m;
        const double *u = w, *v = w + m, *b = w + 2 * m;
        for (int i = 0; i < n; i++) {
            double s = 0, x = P->X[i];
            if (P->act) {
                for (int j = 0; j < m; j++)
                    s += P->act[i * m + j] * u[j] * (v[j] * x + b[j]);
            } else
                for (int j = 0; j < m; j++) {
                    double z = v[j] * x + b[j];
                    s += u[j] * sg(z, P->eps2);
                }
            r[i] = s - P->y[i];
        }
        break;
    }
    }
}

// out = J(w)^T z   (no factor c)
static void JTv(Prob *P, const double *w, const double *z, double *o) {
    int n = P->n, d = P->d;
    memset(o, 0, 8 * P->p);
    switch (P->type) {
    case 'A':
        for (int i = 0; i < n; i++)
            axpy(d, z[i], P->X + i * d, o);
        break;
    case 'B': {
        double *g = P->t1;
        memset(g, 0, 8 * d);
        for (int i = 0; i < n; i++)
            axpy(d, z[i], P->X + i * d, g);
        for (int k = 0; k < d; k++) {
            o[k] = g[k] * w[d + k];
            o[d + k] = g[k] * w[k];
        }
        break;
    }
    case 'C': {
        int k = d, q = P->rk;
        const double *U = w, *V = w + k * q;
        double *gU = o, *gV = o + k * q;
        for (int s = 0; s < n; s++) {
            axpy(q, z[s], V + P->oj[s] * q, gU + P->oi[s] * q);
            axpy(q, z[s], U + P->oi[s] * q, gV + P->oj[s] * q);
        }
        break;
    }
    case 'D': {
        int m = P->m;
        const double *u = w, *v = w + m, *b = w + 2 * m;
        double *gu = o, *gv = o + m, *gb = o + 2 * m;
        for (int i = 0; i < n; i++) {
            double x = P->X[i], zi = z[i];
            if (P->act) {
                const unsigned char *ac = P->act + i * m;
                for (int j = 0; j < m; j++) {
                    double t = zi * ac[j];
                    gu[j] += t * (v[j] * x + b[j]);
                    t *= u[j];
                    gb[j] += t;
                    gv[j] += t * x;
                }
            } else
                for (int j = 0; j < m; j++) {
                    double a = v[j] * x + b[j];
                    double on = sg1(a, P->eps2);
                    gu[j] += zi * sg(a, P->eps2);
                    double t = zi * on * u[j];
                    gb[j] += t;
                    gv[j] += t * x;
                }
        }
        if (P->act)
            for (int j = 0; j < m; j++)
                if (P->sl[j] >= 0)
                    proj1(P->X[P->sl[j]], gv + j, gb + j);
        break;
    }
    }
}

// out = J(w) v
static void Jv(Prob *P, const double *w, const double *v_, double *o) {
    int n = P->n, d = P->d;
    switch (P->type) {
    case 'A':
        for (int i = 0; i < n; i++)
            o[i] = dot(P->X + i * d, v_, d);
        break;
    case 'B': {
        double *s = P->t1;
        for (int k = 0; k < d; k++)
            s[k] = w[d + k] * v_[k] + w[k] * v_[d + k];
        for (int i = 0; i < n; i++)
            o[i] = dot(P->X + i * d, s, d);
        break;
    }
    case 'C': {
        int k = d, q = P->rk;
        const double *U = w, *V = w + k * q, *dU = v_, *dV = v_ + k * q;
        for (int s = 0; s < n; s++)
            o[s] = dot(U + P->oi[s] * q, dV + P->oj[s] * q, q) + dot(dU + P->oi[s] * q, V + P->oj[s] * q, q);
        break;
    }
    case 'D': {
        int m = P->m;
        const double *u = w, *v = w + m, *b = w + 2 * m, *du = v_, *dv = v_ + m, *db = v_ + 2 * m;
        if (P->act) {
            double *dq = P->t1;
            memcpy(dq, dv, 16 * m);
            for (int j = 0; j < m; j++)
                if (P->sl[j] >= 0)
                    proj1(P->X[P->sl[j]], dq + j, dq + m + j);
            for (int i = 0; i < n; i++) {
                double x = P->X[i], s = 0;
                const unsigned char *ac = P->act + i * m;
                for (int j = 0; j < m; j++)
                    s += ac[j] * ((v[j] * x + b[j]) * du[j] + u[j] * (x * dq[j] + dq[m + j]));
                o[i] = s;
            }
            break;
        }
        for (int i = 0; i < n; i++) {
            double x = P->X[i], s = 0;
            for (int j = 0; j < m; j++) {
                double a = v[j] * x + b[j];
                s += sg(a, P->eps2) * du[j] + sg1(a, P->eps2) * u[j] * (x * dv[j] + db[j]);
            }
            o[i] = s;
        }
        break;
    }
    }
}

// rhs f = -(c J^T r + lam w);   leaves residual in P->res
static void rhs(Prob *P, const double *w, double *f) {
    P->nf++;
    resid(P, w, P->res);
    JTv(P, w, P->res, f);
    double c = P->c, l = P->lam;
    for (int i = 0; i < P->p; i++)
        f[i] = -(c * f[i] + l * w[i]);
}

// K = J J^T  n x n (full symmetric)
static void gram(Prob *P, const double *w, double *K) {
    int n = P->n, d = P->d;
    switch (P->type) {
    case 'A':
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, d, 1.0, P->X, d, 0.0, K, n);
        break;
    case 'B': {
        static double *Y = NULL;
        if (!Y)
            Y = malloc(8L * n * d);
        for (int k = 0; k < d; k++)
            P->t1[k] = sqrt(w[k] * w[k] + w[d + k] * w[d + k]);
        for (int i = 0; i < n; i++)
            for (int k = 0; k < d; k++)
                Y[i * d + k] = P->X[i * d + k] * P->t1[k];
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, d, 1.0, Y, d, 0.0, K, n);
        break;
    }
    case 'C': {
        int k = d, q = P->rk;
        static double GU[4096], GV[4096];
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, k, q, 1.0, w, q, 0.0, GU, k);
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, k, q, 1.0, w + k * q, q, 0.0, GV, k);
        for (int i = 0; i < k; i++)
            for (int j = 0; j < i; j++) {
                GU[i * k + j] = GU[j * k + i];
                GV[i * k + j] = GV[j * k + i];
            }
        for (int s = 0; s < n; s++)
            for (int t = s; t < n; t++) {
                double v = 0;
                if (P->oi[s] == P->oi[t])
                    v += GV[P->oj[s] * k + P->oj[t]];
                if (P->oj[s] == P->oj[t])
                    v += GU[P->oi[s] * k + P->oi[t]];
                K[s * n + t] = v;
            }
        break;
    }
    case 'D': {
        int m = P->m, p = P->p;
        static double *J = NULL;
        if (!J)
            J = malloc(8L * n * p);
        const double *u = w, *v = w + m, *b = w + 2 * m;
        for (int i = 0; i < n; i++) {
            double x = P->X[i];
            double *Ji = J + (long)i * p;
            for (int j = 0; j < m; j++) {
                double a = v[j] * x + b[j];
                double on = P->act ? P->act[i * m + j] : sg1(a, P->eps2);
                Ji[j] = P->act ? on * a : sg(a, P->eps2);
                Ji[m + j] = on * u[j] * x;
                Ji[2 * m + j] = on * u[j];
                if (P->act && P->sl[j] >= 0)
                    proj1(P->X[P->sl[j]], Ji + m + j, Ji + 2 * m + j);
            }
        }
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, p, 1.0, J, p, 0.0, K, n);
        break;
    }
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            K[i * n + j] = K[j * n + i];
}

// full Hessian of F (p x p, symmetric), residual recomputed
static void hess(Prob *P, const double *w, double *H) {
    int n = P->n, d = P->d, p = P->p;
    double c = P->c;
    double *r = P->res;
    memset(H, 0, 8L * p * p);
    switch (P->type) {
    case 'A':
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, p, n, c, P->X, p, 0.0, H, p);
        break;
    case 'B': {
        static double *G = NULL;
        if (!G) {
            G = malloc(8L * d * d);
            cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, d, d, n, c, P->X, d, P->X, d, 0.0, G, d);
        }
        resid(P, w, r);
        double *g = P->t1;
        memset(g, 0, 8 * d);
        for (int i = 0; i < n; i++)
            axpy(d, c * r[i], P->X + i * d, g);
        for (int k = 0; k < d; k++)
            for (int l = 0; l < d; l++) {
                double Gk = G[k * d + l];
                if (l >= k) {
                    H[(long)k * p + l] = w[d + k] * w[d + l] * Gk;
                    H[(long)(d + k) * p + d + l] = w[k] * w[l] * Gk;
                }
                H[(long)k * p + d + l] = w[d + k] * w[l] * Gk + (k == l ? g[k] : 0);
            }
        break;
    }
    case 'C': {
        int k = d, q = P->rk;
        resid(P, w, r);
        const double *U = w, *V = w + k * q;
        for (int s = 0; s < n; s++) {
            int i = P->oi[s], j = P->oj[s];
            const double *ui = U + i * q, *vj = V + j * q;
            long a0 = i * q, b0 = k * q + j * q;
            for (int a = 0; a < q; a++) {
                double *Ha = H + (a0 + a) * p + a0;
                double x = c * vj[a];
                for (int b = a; b < q; b++)
                    Ha[b] += x * vj[b];
                double *Hb = H + (b0 + a) * p + b0;
                double y = c * ui[a];
                for (int b = a; b < q; b++)
                    Hb[b] += y * ui[b];
                double *Hc = H + (a0 + a) * p + b0;
                for (int b = 0; b < q; b++)
                    Hc[b] += x * ui[b];
                Hc[a] += c * r[s];
            }
        }
        break;
    }
    case 'D': {
        int m = P->m;
        static double *J = NULL;
        if (!J)
            J = malloc(8L * n * p);
        resid(P, w, r);
        const double *u = w, *v = w + m, *b = w + 2 * m;
        for (int i = 0; i < n; i++) {
            double x = P->X[i];
            double *Ji = J + (long)i * p;
            for (int j = 0; j < m; j++) {
                double a = v[j] * x + b[j];
                double on = sg1(a, P->eps2);
                Ji[j] = sg(a, P->eps2);
                Ji[m + j] = on * u[j] * x;
                Ji[2 * m + j] = on * u[j];
                H[(long)j * p + m + j] += c * r[i] * on * x;
                H[(long)j * p + 2 * m + j] += c * r[i] * on;
                double q2 = c * r[i] * u[j] * sg2(a, P->eps2);
                H[(long)(m + j) * p + m + j] += q2 * x * x;
                H[(long)(m + j) * p + 2 * m + j] += q2 * x;
                H[(long)(2 * m + j) * p + 2 * m + j] += q2;
            }
        }
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, p, n, c, J, p, 1.0, H, p);
        break;
    }
    }
    for (int i = 0; i < p; i++)
        for (int j = 0; j < i; j++)
            H[(long)i * p + j] = H[(long)j * p + i];
}

// o = Hess F(w) v  (full)
static void hessvec(Prob *P, const double *w, const double *v_, double *o) {
    int n = P->n, d = P->d, p = P->p;
    double c = P->c;
    double *z = P->t2, *r = P->t3;
    P->nhv++;
    Jv(P, w, v_, z);
    JTv(P, w, z, o);
    for (int i = 0; i < p; i++)
        o[i] *= c;
    if (P->type == 'A')
        return;
    resid(P, w, r);
    switch (P->type) {
    case 'B': {
        double *g = P->t1;
        memset(g, 0, 8 * d);
        for (int i = 0; i < n; i++)
            axpy(d, c * r[i], P->X + i * d, g);
        for (int k = 0; k < d; k++) {
            o[k] += g[k] * v_[d + k];
            o[d + k] += g[k] * v_[k];
        }
        break;
    }
    case 'C': {
        int k = d, q = P->rk;
        const double *dU = v_, *dV = v_ + k * q;
        for (int s = 0; s < n; s++) {
            axpy(q, c * r[s], dV + P->oj[s] * q, o + P->oi[s] * q);
            axpy(q, c * r[s], dU + P->oi[s] * q, o + k * q + P->oj[s] * q);
        }
        break;
    }
    case 'D': {
        int m = P->m;
        const double *u = w, *v = w + m, *b = w + 2 * m, *du = v_, *dv = v_ + m, *db = v_ + 2 * m;
        for (int i = 0; i < n; i++) {
            double x = P->X[i], cr = c * r[i];
            for (int j = 0; j < m; j++) {
                double a = v[j] * x + b[j], on = cr * sg1(a, P->eps2), q2 = cr * u[j] * sg2(a, P->eps2);
                double dz = x * dv[j] + db[j];
                o[j] += on * dz;
                o[m + j] += (on * du[j] + q2 * dz) * x;
                o[2 * m + j] += on * du[j] + q2 * dz;
            }
        }
        break;
    }
    }
}

static double trainloss(Prob *P, const double *w) {
    resid(P, w, P->t3);
    return 0.5 * P->c * dot(P->t3, P->t3, P->n);
}

static double testloss(Prob *P, const double *w) {
    double s = 0;
    int d = P->d;
    switch (P->type) {
    case 'A':
        for (int i = 0; i < P->nt; i++) {
            double e = dot(P->Xt + i * d, w, d) - P->yt[i];
            s += e * e;
        }
        break;
    case 'B':
        for (int k = 0; k < d; k++)
            P->beta[k] = w[k] * w[d + k];
        for (int i = 0; i < P->nt; i++) {
            double e = dot(P->Xt + i * d, P->beta, d) - P->yt[i];
            s += e * e;
        }
        break;
    case 'C': {
        int k = d, q = P->rk;
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++)
                if (P->mask[i * k + j] == 0) {
                    double e = dot(w + i * q, w + k * q + j * q, q) - P->M[i * k + j];
                    s += e * e;
                }
        break;
    }
    case 'D': {
        int m = P->m;
        for (int i = 0; i < P->nt; i++) {
            double x = P->Xt[i], f = 0;
            for (int j = 0; j < m; j++) {
                double z = w[m + j] * x + w[2 * m + j];
                f += w[j] * sg(z, P->eps2);
            }
            double e = f - P->yt[i];
            s += e * e;
        }
        break;
    }
    }
    return 0.5 * s / P->nt;
}

#define NOUT 20

static void outtimes(double T, double *t) {
    for (int i = 0; i < NOUT; i++)
        t[i] = pow(T, (double)i / (NOUT - 1));
    t[NOUT - 1] = T;
}

// reference IO: ref/<name>_<lam>.bin : NOUT x p doubles
static void refname(char *b, const char *name, double lam) {
    sprintf(b, "ref/%s_%.0e.bin", name, lam);
}

static double *refload(const char *name, double lam, int p) {
    char fn[256];
    refname(fn, name, lam);
    FILE *f = fopen(fn, "rb");
    if (!f)
        return NULL;
    double *a = malloc(8L * NOUT * p);
    if (fread(a, 8, (long)NOUT * p, f) != (size_t)NOUT * p) {
        fclose(f);
        free(a);
        return NULL;
    }
    fclose(f);
    return a;
}

static double relerr(const double *W, const double *R, int p, double *last) {
    double mx = 0;
    for (int k = 0; k < NOUT; k++) {
        double e = 0, s = 0;
        for (int i = 0; i < p; i++) {
            double x = W[(long)k * p + i] - R[(long)k * p + i];
            e += x * x;
            s += R[(long)k * p + i] * R[(long)k * p + i];
        }
        e = sqrt(e / s);
        if (!(e <= mx))
            mx = e;
        if (last)
            *last = e;
    }
    return mx;
}
#endif
