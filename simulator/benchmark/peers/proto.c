#include "driver.h"
#include <complex.h>
typedef double complex cplx;
extern void zgetrf_(int *, int *, cplx *, int *, int *, int *);
extern void zgetrs_(char *, int *, int *, cplx *, int *, int *, cplx *, int *, int *);

static double wnorm(const double *e, const double *a, const double *b, int p, double rt, double at) {
    double s = 0;
    for (int i = 0; i < p; i++) {
        double x = fabs(a[i]), y = b ? fabs(b[i]) : 0;
        double q = e[i] / (at + rt * (x > y ? x : y));
        s += q * q;
    }
    return sqrt(s / p);
}

static double clampd(double x, double a, double b) {
    return x < a ? a : x > b ? b : x;
}

// ---- Gauss-Newton Woodbury operator: A(mu) = mu I + lam I + c J^T J  (= mu I - Jac_GN)
typedef struct {
    Prob *P;
    int n, p;
    double *K, *M, *w, *z;
    double mu;
} GN;

static GN *gn_new(Prob *P) {
    GN *g = calloc(1, sizeof(GN));
    g->P = P;
    g->n = P->n;
    g->p = P->p;
    g->K = malloc(8L * P->n * P->n);
    g->M = malloc(8L * P->n * P->n);
    g->w = malloc(8 * P->p);
    g->z = malloc(8 * P->n);
    return g;
}

static void gn_free(GN *g) {
    free(g->K);
    free(g->M);
    free(g->w);
    free(g->z);
    free(g);
}

static void gn_jac(GN *g, const double *w) {
    memcpy(g->w, w, 8 * g->p);
    gram(g->P, w, g->K);
}

static int gn_fac(GN *g, double mu) {
    int n = g->n, info;
    g->mu = mu;
    memcpy(g->M, g->K, 8L * n * n);
    double s = (mu + g->P->lam) / g->P->c;
    for (int i = 0; i < n; i++)
        g->M[i * n + i] += s;
    dpotrf_("L", &n, g->M, &n, &info);
    return info;
}

static void gn_solve(GN *g, const double *v, double *x) {
    int n = g->n, one = 1, info;
    Jv(g->P, g->w, v, g->z);
    dpotrs_("L", &n, &one, g->M, &n, g->z, &n, &info);
    JTv(g->P, g->w, g->z, x);
    double a = 1 / (g->mu + g->P->lam);
    for (int i = 0; i < g->p; i++)
        x[i] = (v[i] - x[i]) * a;
}

// ---------------------------------------------------------------- Rosenbrock-W
typedef struct {
    int s;
    double g;
    double al[8][8], ga[8][8], b[8], bh[8];
    int ord;
    double a[8][8], c[8][8], m[8], mh[8];
} Ros;

static void ros_init(Ros *R) {
    int s = R->s;
    double Gi[8][8] = {{0}};
    for (int i = 0; i < s; i++)
        R->ga[i][i] = R->g;
    for (int j = 0; j < s; j++) {
        for (int i = j; i < s; i++) {
            double x = (i == j);
            for (int k = j; k < i; k++)
                x -= R->ga[i][k] * Gi[k][j];
            Gi[i][j] = x / R->ga[i][i];
        }
    }
    for (int i = 0; i < s; i++)
        for (int j = 0; j < s; j++) {
            double x = 0;
            for (int k = 0; k < s; k++)
                x += R->al[i][k] * Gi[k][j];
            R->a[i][j] = x;
            R->c[i][j] = (i == j ? 1 / R->g : 0) - Gi[i][j];
        }
    for (int j = 0; j < s; j++) {
        R->m[j] = R->mh[j] = 0;
        for (int k = 0; k < s; k++) {
            R->m[j] += R->b[k] * Gi[k][j];
            R->mh[j] += R->bh[k] * Gi[k][j];
        }
    }
}

static Ros ros34pw2 = {
    .s = 4,
    .g = 4.3586652150845900e-01,
    .ord = 3,
    .al = {{0}, {8.7173304301691801e-01}, {8.4457060015369423e-01, -1.1299064236484185e-01}, {0, 0, 1}},
    .ga = {{0},
           {-8.7173304301691801e-01},
           {-9.0338057013044082e-01, 5.4180672388095326e-02},
           {2.4212380706095346e-01, -1.2232505839045147e+00, 5.4526025533510214e-01}},
    .b = {2.4212380706095346e-01, -1.2232505839045147e+00, 1.5452602553351020e+00, 4.3586652150845900e-01},
    .bh = {3.7810903145819369e-01, -9.6042292212423178e-02, 5.0e-01, 2.1793326075422950e-01}};
static int FIXN = 0; // fixed-step order test

static int ros(Prob *P, double rt, double at, double *W, Stats *st) {
    Ros *R = &ros34pw2;
    ros_init(R);
    int p = P->p, s = R->s, rc = 0;
    GN *g = gn_new(P);
    double *w = malloc(8 * p), *wn = malloc(8 * p), *f0 = malloc(8 * p), *f = malloc(8 * p),
           *rh = malloc(8 * p), *e = malloc(8 * p), *U[8];
    for (int i = 0; i < s; i++)
        U[i] = malloc(8 * p);
    memcpy(w, P->w0, 8 * p);
    P->nf = 0;
    double T = 20 / P->lam, tt[NOUT], t = 0;
    outtimes(T, tt);
    rhs(P, w, f0);
    double h = 0.01 / (wnorm(f0, w, NULL, p, 1, at) + 1e-30);
    if (h > 0.1)
        h = 0.1;
    h = clampd(h, 1e-8, 0.1) * pow(rt / 1e-3, 1. / 4);
    double hk = h;
    int k = 0, rej = 0, newj = 1;
    double errold = 1;
    if (getenv("HFIX"))
        h = hk = atof(getenv("HFIX"));
    while (k < NOUT) {
        double he = h;
        int hit = 0;
        if (t + h >= tt[k] * (1 - 1e-12)) {
            he = tt[k] - t;
            hit = 1;
        } else if (t + 2 * h > tt[k])
            he = (tt[k] - t) / 2;
        if (newj) {
            gn_jac(g, w);
            st->jac++;
            newj = 0;
        }
        gn_fac(g, 1 / (R->g * he));
        st->lu++;
        for (int i = 0; i < s; i++) {
            if (i == 0)
                memcpy(rh, f0, 8 * p);
            else {
                memcpy(wn, w, 8 * p);
                for (int j = 0; j < i; j++)
                    if (R->a[i][j] != 0)
                        axpy(p, R->a[i][j], U[j], wn);
                rhs(P, wn, rh);
                for (int j = 0; j < i; j++)
                    axpy(p, R->c[i][j] / he, U[j], rh);
            }
            gn_solve(g, rh, U[i]);
            st->ls++;
        }
        memcpy(wn, w, 8 * p);
        memset(e, 0, 8 * p);
        for (int i = 0; i < s; i++) {
            axpy(p, R->m[i], U[i], wn);
            axpy(p, R->m[i] - R->mh[i], U[i], e);
        }
        double er = wnorm(e, w, wn, p, rt, at);
        if (!(er == er))
            er = 1e10;
        if (getenv("HFIX"))
            er = 0.5;
        double q = R->ord;
        double fac = clampd(0.9 * pow(er, -1 / q), 0.2, 5);
        if (er <= 1) {
            t = hit ? tt[k] : t + he;
            double *tmp = w;
            w = wn;
            wn = tmp;
            rhs(P, w, f0);
            st->steps++;
            newj = 1;
            if (rej)
                fac = fmin(fac, 1);
            if (st->steps > 1) {
                double f2 = 0.9 * pow(er, -0.7 / q) * pow(errold, 0.4 / q);
                fac = clampd(f2, 0.2, fac > 1 ? fac : 1);
            }
            errold = fmax(er, 1e-2);
            double hn = he * fac;
            h = (he < h * 0.99) ? fmax(hn, h * fmin(1, fac)) : hn;
            if (getenv("HFIX"))
                h = hk;
            rej = 0;
            if (hit) {
                memcpy(W + (long)k * p, w, 8 * p);
                k++;
            }
        } else {
            st->rej++;
            rej = 1;
            h = he * fac;
        }
        if (st->steps + st->rej > 2000000 || h < 1e-14 * t) {
            rc = 1;
            break;
        }
    }
    st->rhs = P->nf;
    for (int i = 0; i < s; i++)
        free(U[i]);
    free(w);
    free(wn);
    free(f0);
    free(f);
    free(rh);
    free(e);
    gn_free(g);
    return rc;
}

// ---------------------------------------------------------------- RKC2
static double specrad(Prob *P, const double *w, double *v, double *o, int it) {
    int p = P->p;
    double L = 0;
    for (int k = 0; k < it; k++) {
        double s = nrm2(v, p);
        if (!(s > 0)) {
            for (int i = 0; i < p; i++)
                v[i] = sin(i + 1.);
            s = nrm2(v, p);
        }
        for (int i = 0; i < p; i++)
            v[i] /= s;
        hessvec(P, w, v, o);
        double Ln = nrm2(o, p);
        memcpy(v, o, 8 * p);
        if (k > 2 && fabs(Ln - L) < 0.02 * Ln) {
            L = Ln;
            break;
        }
        L = Ln;
    }
    return 1.15 * L + P->lam;
}

static int rkc(Prob *P, double rt, double at, double *W, Stats *st) {
    int p = P->p, rc = 0;
    double *w = malloc(8 * p), *wn = malloc(8 * p), *f0 = malloc(8 * p), *f = malloc(8 * p),
           *e = malloc(8 * p), *v = malloc(8 * p), *o = malloc(8 * p), *y0 = malloc(8 * p),
           *y1 = malloc(8 * p), *y2 = malloc(8 * p);
    memcpy(w, P->w0, 8 * p);
    P->nf = P->nhv = 0;
    for (int i = 0; i < p; i++)
        v[i] = sin(i + 1.);
    double T = 20 / P->lam, tt[NOUT], t = 0;
    outtimes(T, tt);
    double L = specrad(P, w, v, o, 50);
    rhs(P, w, f0);
    double h = 0.1 / L;
    int k = 0, rej = 0;
    double errold = 1e-2, hold = h;
    long smax = 0;
    int age = 0;
    double c0 = cputime();
    while (k < NOUT) {
        if (age >= 25) {
            L = specrad(P, w, v, o, 20);
            age = 0;
        }
        double he = h;
        int hit = 0;
        if (t + h >= tt[k] * (1 - 1e-12)) {
            he = tt[k] - t;
            hit = 1;
        } else if (t + 2 * h > tt[k])
            he = (tt[k] - t) / 2;
        int s = 1 + (int)sqrt(1.54 * he * L + 1);
        if (s < 2)
            s = 2;
        if (s > smax)
            smax = s;
        double w0 = 1 + 2. / 13 / s / s;
        double t1 = w0 * w0 - 1, t2 = sqrt(t1), arg = s * log(w0 + t2);
        double w1 = sinh(arg) * t1 / (cosh(arg) * s * t2 - w0 * sinh(arg));
        double bj2 = 1 / (2 * w0) / (2 * w0), bj1 = bj2;
        memcpy(y0, w, 8 * p);
        double mu1 = w1 * bj1;
        for (int i = 0; i < p; i++)
            y1[i] = w[i] + he * mu1 * f0[i];
        double zj1 = w0, zj2 = 1, dz1 = 1, dz2 = 0, d21 = 0, d22 = 0;
        double *a = y0, *b = y1, *c = y2;
        for (int j = 2; j <= s; j++) {
            double z = 2 * w0 * zj1 - zj2, dz = 2 * w0 * dz1 - dz2 + 2 * zj1,
                   d2 = 2 * w0 * d21 - d22 + 4 * dz1;
            double bj = d2 / dz / dz, aj = 1 - zj1 * bj1, mu = 2 * w0 * bj / bj1, nu = -bj / bj2,
                   mut = mu * w1 / w0;
            rhs(P, b, f);
            double A = 1 - mu - nu, G = -mut * aj * he, Mt = mut * he;
            for (int i = 0; i < p; i++)
                c[i] = mu * b[i] + nu * a[i] + A * w[i] + Mt * f[i] + G * f0[i];
            double *q = a;
            a = b;
            b = c;
            c = q;
            bj2 = bj1;
            bj1 = bj;
            zj2 = zj1;
            zj1 = z;
            dz2 = dz1;
            dz1 = dz;
            d22 = d21;
            d21 = d2;
        }
        memcpy(wn, b, 8 * p);
        rhs(P, wn, f);
        for (int i = 0; i < p; i++)
            e[i] = 0.8 * (w[i] - wn[i]) + 0.4 * he * (f0[i] + f[i]);
        double er = wnorm(e, w, wn, p, rt, at);
        if (!(er == er))
            er = 1e10;
        if (er <= 1) {
            double fac = st->steps == 0 || rej
                             ? 0.8 * pow(er + 1e-12, -1. / 3)
                             : 0.8 * pow(errold, 1. / 3) / pow(er + 1e-12, 2. / 3) * (he / hold);
            fac = fmin(fac, 0.8 * pow(er + 1e-12, -1. / 3) * 1.5);
            fac = clampd(fac, 0.1, rej ? 1 : 5);
            hold = he;
            errold = fmax(er, 1e-4);
            t = hit ? tt[k] : t + he;
            double *q = w;
            w = wn;
            wn = q;
            q = f0;
            f0 = f;
            f = q;
            st->steps++;
            age++;
            double hn = he * fac;
            h = (he < h * 0.99) ? fmax(hn, h * fmin(1, fac)) : hn;
            rej = 0;
            if (hit) {
                memcpy(W + (long)k * p, w, 8 * p);
                k++;
            }
        } else {
            st->rej++;
            rej = 1;
            h = he * clampd(0.8 * pow(er, -1. / 3), 0.1, 0.8);
            if (age > 0) {
                L = specrad(P, w, v, o, 20);
                age = 0;
            }
        }
        if ((st->steps + st->rej) % 64 == 0 && cputime() - c0 > 100) {
            rc = 1;
            sprintf(st->note, "t=%.3g", t);
            break;
        }
    }
    st->rhs = P->nf;
    st->jac = P->nhv;
    sprintf(st->note, "max stages %ld L=%.3g", smax, L);
    free(w);
    free(wn);
    free(f0);
    free(f);
    free(e);
    free(v);
    free(o);
    free(y0);
    free(y1);
    free(y2);
    return rc;
}

// ---------------------------------------------------------------- RADAU IIA order 5, simplified Newton with
// Gauss-Newton Woodbury (real Cholesky + complex LU in sample space)
static double THET = 0.2, QT2 = 1.5;

static int radau(Prob *P, double rt_, double at_, double *W, Stats *st) {
    int p = P->p, n = P->n, rc = 0, one = 1, info;
    double q_ = at_ / rt_, rt = 0.1 * pow(rt_, 2. / 3), at = rt * q_;
    if (getenv("RT_RAW")) {
        rt = rt_;
        at = at_;
    }
    const double s6 = sqrt(6.0), c1 = (4 - s6) / 10, c2 = (4 + s6) / 10, c1m = c1 - 1, c2m = c2 - 1,
                 c1c2 = c1 - c2, dd1 = -(13 + 7 * s6) / 3, dd2 = (-13 + 7 * s6) / 3, dd3 = -1. / 3;
    double s9 = pow(9, 1. / 3), u1 = (6 + s9 * (s9 - 1)) / 30, al = (12 - s9 * (s9 - 1)) / 60,
           be = s9 * (s9 + 1) * sqrt(3) / 60, cn = al * al + be * be;
    u1 = 1 / u1;
    al /= cn;
    be /= cn;
    const double T11 = 9.1232394870892942792E-02, T12 = -0.14125529502095420843,
                 T13 = -3.0029194105147424492E-02, T21 = 0.24171793270710701896, T22 = 0.20412935229379993199,
                 T23 = 0.38294211275726193779, T31 = 0.96604818261509293619;
    const double I11 = 4.3255798900631553510, I12 = 0.33919925181580986954, I13 = 0.54177053993587487119,
                 I21 = -4.1787185915519047273, I22 = -0.32768282076106238708, I23 = 0.47662355450055045196,
                 I31 = -0.50287263494578687595, I32 = 2.5719269498556054292, I33 = -0.59603920482822492497;
    GN *g = gn_new(P);
    cplx *Z = malloc(16L * n * n), *zz = malloc(16 * n);
    int *ip = malloc(4 * n);
    double *B = malloc(8L * p * 24);
    double *w = B, *f0 = B + p, *z1 = B + 2 * p, *z2 = B + 3 * p, *z3 = B + 4 * p, *F1 = B + 5 * p,
           *F2 = B + 6 * p, *F3 = B + 7 * p, *a1 = B + 8 * p, *a2 = B + 9 * p, *a3 = B + 10 * p,
           *tmp = B + 11 * p, *e = B + 12 * p, *k1 = B + 13 * p, *k2 = B + 14 * p, *k3 = B + 15 * p,
           *x = B + 16 * p, *wn = B + 17 * p, *sc = B + 18 * p, *ja = malloc(8 * n), *jb = malloc(8 * n);
    memcpy(w, P->w0, 8 * p);
    P->nf = 0;
    double T = 20 / P->lam, tt[NOUT], t = 0;
    outtimes(T, tt);
    rhs(P, w, f0);
    double h = 0.01 / (wnorm(f0, w, NULL, p, 1, at) + 1e-30);
    h = clampd(h, 1e-8, 0.1) * pow(rt / 1e-3, 1. / 4);
    double fnewt = fmax(10 * 2.2e-16 / rt, fmin(0.03, sqrt(rt)));
    int k = 0, first = 1, rej = 0, newj = 1, newf = 1;
    double faccon = 1, hold = 0, erracc = 1, hacc = 0, theta = 0;
    const int NIT = 8;
    int FULLPC = getenv("PCG") != NULL;
    (void)FULLPC;
    double lh = 0;
    while (k < NOUT) {
        if (newj == 1) {
            gn_jac(g, w);
            st->jac++;
            newj = 2;
            newf = 1;
        }
        if (newf || lh != h) {
            gn_fac(g, u1 / h);
            double complex sig = ((al + I * be) / h + P->lam) / P->c;
            for (long i = 0; i < (long)n * n; i++)
                Z[i] = g->K[i];
            for (int i = 0; i < n; i++)
                Z[(long)i * n + i] += sig;
            zgetrf_(&n, &n, Z, &n, ip, &info);
            st->lu++;
            newf = 0;
            lh = h;
        }
        double fac1 = u1 / h, aln = al / h, ben = be / h;
        for (int i = 0; i < p; i++)
            sc[i] = 1 / (at + rt * fabs(w[i]));
        if (first) {
            memset(z1, 0, 8 * p);
            memset(z2, 0, 8 * p);
            memset(z3, 0, 8 * p);
            memset(F1, 0, 8 * p);
            memset(F2, 0, 8 * p);
            memset(F3, 0, 8 * p);
        } else {
            double c3q = h / hold, c1q = c1 * c3q, c2q = c2 * c3q;
            for (int i = 0; i < p; i++) {
                double A1 = k1[i], A2 = k2[i], A3 = k3[i];
                z1[i] = c1q * (A1 + (c1q - c2m) * (A2 + (c1q - c1m) * A3));
                z2[i] = c2q * (A1 + (c2q - c2m) * (A2 + (c2q - c1m) * A3));
                z3[i] = c3q * (A1 + (c3q - c2m) * (A2 + (c3q - c1m) * A3));
                F1[i] = I11 * z1[i] + I12 * z2[i] + I13 * z3[i];
                F2[i] = I21 * z1[i] + I22 * z2[i] + I23 * z3[i];
                F3[i] = I31 * z1[i] + I32 * z2[i] + I33 * z3[i];
            }
        }
        int newt = 0, conv = 0;
        double dynold = 0, thqold = 0;
        faccon = pow(fmax(faccon, 2.2e-16), 0.8);
        theta = 0.001;
        double hnewt = 0;
        while (1) {
            if (newt >= NIT) {
                hnewt = 0.5;
                break;
            }
            for (int i = 0; i < p; i++)
                tmp[i] = w[i] + z1[i];
            rhs(P, tmp, a1);
            for (int i = 0; i < p; i++)
                tmp[i] = w[i] + z2[i];
            rhs(P, tmp, a2);
            for (int i = 0; i < p; i++)
                tmp[i] = w[i] + z3[i];
            rhs(P, tmp, a3);
            for (int i = 0; i < p; i++) {
                double q1 = a1[i], q2 = a2[i], q3 = a3[i];
                a1[i] = I11 * q1 + I12 * q2 + I13 * q3 - fac1 * F1[i];
                double r2 = I21 * q1 + I22 * q2 + I23 * q3, r3 = I31 * q1 + I32 * q2 + I33 * q3;
                a2[i] = r2 - aln * F2[i] + ben * F3[i];
                a3[i] = r3 - aln * F3[i] - ben * F2[i];
            }
            gn_solve(g, a1, x);
            memcpy(a1, x, 8 * p);
            Jv(P, g->w, a2, ja);
            Jv(P, g->w, a3, jb);
            for (int i = 0; i < n; i++)
                zz[i] = ja[i] + I * jb[i];
            zgetrs_("N", &n, &one, Z, &n, ip, zz, &n, &info);
            for (int i = 0; i < n; i++) {
                ja[i] = creal(zz[i]);
                jb[i] = cimag(zz[i]);
            }
            JTv(P, g->w, ja, x);
            JTv(P, g->w, jb, tmp);
            cplx iv = 1 / (aln + I * ben + P->lam);
            double ir = creal(iv), ii = cimag(iv);
            for (int i = 0; i < p; i++) {
                double A = a2[i] - x[i], Bq = a3[i] - tmp[i];
                a2[i] = A * ir - Bq * ii;
                a3[i] = A * ii + Bq * ir;
            }
            st->ls += 3;
            newt++;
            double dyno = 0;
            for (int i = 0; i < p; i++) {
                double d = sc[i];
                dyno += (a1[i] * a1[i] + a2[i] * a2[i] + a3[i] * a3[i]) * d * d;
            }
            dyno = sqrt(dyno / (3 * p));
            if (!(dyno == dyno)) {
                hnewt = 0.3;
                break;
            }
            if (newt > 1 && newt < NIT) {
                double thq = dyno / dynold;
                theta = newt == 2 ? thq : sqrt(thq * thqold);
                thqold = thq;
                if (theta < 0.99) {
                    faccon = theta / (1 - theta);
                    double dyth = faccon * dyno * pow(theta, NIT - 1 - newt) / fnewt;
                    if (dyth >= 1) {
                        double qn = clampd(dyth, 1e-4, 20);
                        hnewt = 0.8 * pow(qn, -1. / (4 + NIT - 1 - newt));
                        break;
                    }
                } else {
                    hnewt = 0.5;
                    break;
                }
            }
            dynold = fmax(dyno, 2.2e-16);
            for (int i = 0; i < p; i++) {
                F1[i] += a1[i];
                F2[i] += a2[i];
                F3[i] += a3[i];
                z1[i] = T11 * F1[i] + T12 * F2[i] + T13 * F3[i];
                z2[i] = T21 * F1[i] + T22 * F2[i] + T23 * F3[i];
                z3[i] = T31 * F1[i] + F2[i];
            }
            if (faccon * dyno <= fnewt) {
                conv = 1;
                break;
            }
        }
        if (!conv) {
            st->rej++;
            sprintf(st->note, "newton failures");
            h *= hnewt;
            rej = 1;
            if (newj == 0)
                newj = 1;
            if (h < 1e-14 * (t + 1e-10)) {
                rc = 1;
                break;
            }
            continue;
        }
        for (int i = 0; i < p; i++) {
            e[i] = (dd1 * z1[i] + dd2 * z2[i] + dd3 * z3[i]) / h;
            tmp[i] = e[i] + f0[i];
        }
        gn_solve(g, tmp, x);
        double er = 0;
        for (int i = 0; i < p; i++) {
            double q = x[i] * sc[i];
            er += q * q;
        }
        er = fmax(sqrt(er / p), 1e-10);
        if (er >= 1 && (first || rej)) {
            for (int i = 0; i < p; i++)
                tmp[i] = w[i] + x[i];
            rhs(P, tmp, a1);
            for (int i = 0; i < p; i++)
                tmp[i] = e[i] + a1[i];
            gn_solve(g, tmp, x);
            er = 0;
            for (int i = 0; i < p; i++) {
                double q = x[i] * sc[i];
                er += q * q;
            }
            er = fmax(sqrt(er / p), 1e-10);
        }
        double fac = fmin(0.9, 0.9 * (1 + 2 * NIT) / (newt + 2 * NIT)),
               quot = clampd(pow(er, 0.25) / fac, 1. / 8, 5), hn = h / quot;
        if (er < 1) {
            if (st->steps > 0) {
                double fg = (hacc / h) * pow(er * er / erracc, 0.25) / 0.9;
                fg = clampd(fg, 1. / 8, 5);
                quot = fmax(quot, fg);
                hn = h / quot;
            }
            hacc = h;
            erracc = fmax(1e-2, er);
            for (int i = 0; i < p; i++) {
                double y3 = z3[i];
                wn[i] = w[i] + y3;
                double A1 = (z2[i] - z3[i]) / c2m, ak = (z1[i] - z2[i]) / c1c2, a3_ = z1[i] / c1;
                a3_ = (ak - a3_) / c2;
                double A2 = (ak - A1) / c1m;
                k1[i] = A1;
                k2[i] = A2;
                k3[i] = A2 - a3_;
            }
            while (k < NOUT && tt[k] <= (t + h) * (1 + 1e-13)) {
                double s = (tt[k] - (t + h)) / h;
                double *o = W + (long)k * p;
                for (int i = 0; i < p; i++)
                    o[i] = wn[i] + s * (k1[i] + (s - c2m) * (k2[i] + (s - c1m) * k3[i]));
                k++;
            }
            t += h;
            hold = h;
            memcpy(w, wn, 8 * p);
            rhs(P, w, f0);
            st->steps++;
            first = 0;
            if (rej)
                hn = fmin(hn, h);
            rej = 0;
            newj = 0;
            double qt = hn / h;
            int reuse = 1 && theta <= THET && qt >= 1 && qt <= QT2;
            if (!reuse) {
                newj = 1;
                h = hn;
            } else {
                newj = 0;
            }
            if (t + h > T)
                h = fmax(T - t, 1e-300);
        } else {
            st->rej++;
            if (first)
                h *= 0.1;
            else
                h = hn;
            rej = 1;
            newj = newj == 0 ? 1 : 2;
            if (newj == 2)
                newf = 1;
        }
        if (st->steps + st->rej > 1000000 || h < 1e-14 * (t + 1e-10)) {
            if (k >= NOUT)
                break;
            rc = 1;
            break;
        }
    }
    st->rhs = P->nf;
    gn_free(g);
    free(Z);
    free(zz);
    free(ip);
    free(B);
    free(ja);
    free(jb);
    return rc;
}

static int radaug(Prob *P, double rt_, double at_, double *W, Stats *st) {
    int p = P->p, n = P->n, rc = 0, one = 1, info;
    double q_ = at_ / rt_, rt = 0.1 * pow(rt_, 2. / 3), at = rt * q_;
    if (getenv("RT_RAW")) {
        rt = rt_;
        at = at_;
    }
    const double s6 = sqrt(6.0), c1 = (4 - s6) / 10, c2 = (4 + s6) / 10, c1m = c1 - 1, c2m = c2 - 1,
                 c1c2 = c1 - c2, dd1 = -(13 + 7 * s6) / 3, dd2 = (-13 + 7 * s6) / 3, dd3 = -1. / 3;
    double s9 = pow(9, 1. / 3), u1 = (6 + s9 * (s9 - 1)) / 30, al = (12 - s9 * (s9 - 1)) / 60,
           be = s9 * (s9 + 1) * sqrt(3) / 60, cn = al * al + be * be;
    u1 = 1 / u1;
    al /= cn;
    be /= cn;
    const double T11 = 9.1232394870892942792E-02, T12 = -0.14125529502095420843,
                 T13 = -3.0029194105147424492E-02, T21 = 0.24171793270710701896, T22 = 0.20412935229379993199,
                 T23 = 0.38294211275726193779, T31 = 0.96604818261509293619;
    const double I11 = 4.3255798900631553510, I12 = 0.33919925181580986954, I13 = 0.54177053993587487119,
                 I21 = -4.1787185915519047273, I22 = -0.32768282076106238708, I23 = 0.47662355450055045196,
                 I31 = -0.50287263494578687595, I32 = 2.5719269498556054292, I33 = -0.59603920482822492497;
    GN *g = gn_new(P);
    cplx *Z = malloc(16L * n * n), *zz = malloc(16 * n);
    int *ip = malloc(4 * n);
    double *B = malloc(8L * p * 24);
    double *w = B, *f0 = B + p, *z1 = B + 2 * p, *z2 = B + 3 * p, *z3 = B + 4 * p, *F1 = B + 5 * p,
           *F2 = B + 6 * p, *F3 = B + 7 * p, *a1 = B + 8 * p, *a2 = B + 9 * p, *a3 = B + 10 * p,
           *tmp = B + 11 * p, *e = B + 12 * p, *k1 = B + 13 * p, *k2 = B + 14 * p, *k3 = B + 15 * p,
           *x = B + 16 * p, *wn = B + 17 * p, *sc = B + 18 * p, *ja = malloc(8 * n), *jb = malloc(8 * n);
    double *MB = malloc(8L * n * 20), *m0 = MB, *m1 = MB + n, *m2 = MB + 2 * n, *m3 = MB + 3 * n,
           *g1 = MB + 4 * n, *g2 = MB + 5 * n, *g3 = MB + 6 * n, *d1 = MB + 7 * n, *d2 = MB + 8 * n,
           *d3 = MB + 9 * n, *l1 = MB + 10 * n, *l2 = MB + 11 * n, *l3 = MB + 12 * n, *mz1 = MB + 13 * n,
           *mz2 = MB + 14 * n, *mz3 = MB + 15 * n;
    memcpy(w, P->w0, 8 * p);
    P->nf = 0;
    double T = 20 / P->lam, tt[NOUT], t = 0;
    outtimes(T, tt);
    rhs(P, w, f0);
    for (int i = 0; i < n; i++)
        m0[i] = P->c * P->res[i];
    double h = 0.01 / (wnorm(f0, w, NULL, p, 1, at) + 1e-30);
    h = clampd(h, 1e-8, 0.1) * pow(rt / 1e-3, 1. / 4);
    double fnewt = fmax(10 * 2.2e-16 / rt, fmin(0.03, sqrt(rt)));
    int k = 0, first = 1, rej = 0, newj = 1, newf = 1;
    double faccon = 1, hold = 0, erracc = 1, hacc = 0, theta = 0;
    const int NIT = 8;
    int FULLPC = getenv("PCG") != NULL;
    (void)FULLPC;
    double lh = 0;
    while (k < NOUT) {
        if (newj == 1) {
            gn_jac(g, w);
            st->jac++;
            newj = 2;
            newf = 1;
        }
        if (newf || lh != h) {
            gn_fac(g, u1 / h);
            double complex sig = ((al + I * be) / h + P->lam) / P->c;
            for (long i = 0; i < (long)n * n; i++)
                Z[i] = g->K[i];
            for (int i = 0; i < n; i++)
                Z[(long)i * n + i] += sig;
            zgetrf_(&n, &n, Z, &n, ip, &info);
            st->lu++;
            newf = 0;
            lh = h;
        }
        double fac1 = u1 / h, aln = al / h, ben = be / h;
        for (int i = 0; i < p; i++)
            sc[i] = 1 / (at + rt * fabs(w[i]));
        if (first)
            for (int i = 0; i < n; i++)
                m1[i] = m2[i] = m3[i] = m0[i];
        else {
            double c3q = h / hold, c1q = c1 * c3q, c2q = c2 * c3q;
            for (int i = 0; i < n; i++) {
                double A1 = l1[i], A2 = l2[i], A3 = l3[i];
                m1[i] = m0[i] + c1q * (A1 + (c1q - c2m) * (A2 + (c1q - c1m) * A3));
                m2[i] = m0[i] + c2q * (A1 + (c2q - c2m) * (A2 + (c2q - c1m) * A3));
                m3[i] = m0[i] + c3q * (A1 + (c3q - c2m) * (A2 + (c3q - c1m) * A3));
            }
        }
        if (first) {
            memset(z1, 0, 8 * p);
            memset(z2, 0, 8 * p);
            memset(z3, 0, 8 * p);
            memset(F1, 0, 8 * p);
            memset(F2, 0, 8 * p);
            memset(F3, 0, 8 * p);
        } else {
            double c3q = h / hold, c1q = c1 * c3q, c2q = c2 * c3q;
            for (int i = 0; i < p; i++) {
                double A1 = k1[i], A2 = k2[i], A3 = k3[i];
                z1[i] = c1q * (A1 + (c1q - c2m) * (A2 + (c1q - c1m) * A3));
                z2[i] = c2q * (A1 + (c2q - c2m) * (A2 + (c2q - c1m) * A3));
                z3[i] = c3q * (A1 + (c3q - c2m) * (A2 + (c3q - c1m) * A3));
                F1[i] = I11 * z1[i] + I12 * z2[i] + I13 * z3[i];
                F2[i] = I21 * z1[i] + I22 * z2[i] + I23 * z3[i];
                F3[i] = I31 * z1[i] + I32 * z2[i] + I33 * z3[i];
            }
        }
        int newt = 0, conv = 0;
        double dynold = 0, thqold = 0;
        faccon = pow(fmax(faccon, 2.2e-16), 0.8);
        theta = 0.001;
        double hnewt = 0;
        while (1) {
            if (newt >= NIT) {
                hnewt = 0.5;
                break;
            }
            {
                double *zs[3] = {z1, z2, z3}, *as[3] = {a1, a2, a3}, *ms[3] = {m1, m2, m3},
                       *gs[3] = {g1, g2, g3};
                for (int q = 0; q < 3; q++) {
                    for (int i = 0; i < p; i++)
                        tmp[i] = w[i] + zs[q][i];
                    JTv(P, tmp, ms[q], as[q]);
                    for (int i = 0; i < p; i++)
                        as[q][i] = -as[q][i] - P->lam * tmp[i];
                    resid(P, tmp, gs[q]);
                    for (int i = 0; i < n; i++)
                        gs[q][i] -= ms[q][i] / P->c;
                    P->nf++;
                }
            }
            for (int i = 0; i < n; i++) {
                double q1 = g1[i], q2 = g2[i], q3 = g3[i];
                g1[i] = I11 * q1 + I12 * q2 + I13 * q3;
                g2[i] = I21 * q1 + I22 * q2 + I23 * q3;
                g3[i] = I31 * q1 + I32 * q2 + I33 * q3;
            }
            for (int i = 0; i < p; i++) {
                double q1 = a1[i], q2 = a2[i], q3 = a3[i];
                a1[i] = I11 * q1 + I12 * q2 + I13 * q3 - fac1 * F1[i];
                double r2 = I21 * q1 + I22 * q2 + I23 * q3, r3 = I31 * q1 + I32 * q2 + I33 * q3;
                a2[i] = r2 - aln * F2[i] + ben * F3[i];
                a3[i] = r3 - aln * F3[i] - ben * F2[i];
            }
            {
                double gr = fac1 + P->lam;
                cplx gc = aln + I * ben + P->lam;
                Jv(P, g->w, a1, d1);
                Jv(P, g->w, a2, d2);
                Jv(P, g->w, a3, d3);
                for (int i = 0; i < n; i++) {
                    d1[i] += gr * g1[i];
                    zz[i] = d2[i] + I * d3[i] + gc * (g2[i] + I * g3[i]);
                }
                dpotrs_("L", &n, &one, g->M, &n, d1, &n, &info);
                zgetrs_("N", &n, &one, Z, &n, ip, zz, &n, &info);
                for (int i = 0; i < n; i++) {
                    d2[i] = creal(zz[i]);
                    d3[i] = cimag(zz[i]);
                }
                JTv(P, g->w, d1, x);
                for (int i = 0; i < p; i++)
                    a1[i] = (a1[i] - x[i]) / gr;
                JTv(P, g->w, d2, x);
                JTv(P, g->w, d3, tmp);
                cplx iv = 1 / gc;
                double ir = creal(iv), ii = cimag(iv);
                for (int i = 0; i < p; i++) {
                    double A = a2[i] - x[i], Bq = a3[i] - tmp[i];
                    a2[i] = A * ir - Bq * ii;
                    a3[i] = A * ii + Bq * ir;
                }
                for (int i = 0; i < n; i++) {
                    m1[i] += T11 * d1[i] + T12 * d2[i] + T13 * d3[i];
                    m2[i] += T21 * d1[i] + T22 * d2[i] + T23 * d3[i];
                    m3[i] += T31 * d1[i] + d2[i];
                }
            }
            st->ls += 3;
            newt++;
            double dyno = 0;
            for (int i = 0; i < p; i++) {
                double d = sc[i];
                dyno += (a1[i] * a1[i] + a2[i] * a2[i] + a3[i] * a3[i]) * d * d;
            }
            dyno = sqrt(dyno / (3 * p));
            if (!(dyno == dyno)) {
                hnewt = 0.3;
                break;
            }
            if (newt > 1 && newt < NIT) {
                double thq = dyno / dynold;
                theta = newt == 2 ? thq : sqrt(thq * thqold);
                thqold = thq;
                if (theta < 0.99) {
                    faccon = theta / (1 - theta);
                    double dyth = faccon * dyno * pow(theta, NIT - 1 - newt) / fnewt;
                    if (dyth >= 1) {
                        double qn = clampd(dyth, 1e-4, 20);
                        hnewt = 0.8 * pow(qn, -1. / (4 + NIT - 1 - newt));
                        break;
                    }
                } else {
                    hnewt = 0.5;
                    break;
                }
            }
            dynold = fmax(dyno, 2.2e-16);
            for (int i = 0; i < p; i++) {
                F1[i] += a1[i];
                F2[i] += a2[i];
                F3[i] += a3[i];
                z1[i] = T11 * F1[i] + T12 * F2[i] + T13 * F3[i];
                z2[i] = T21 * F1[i] + T22 * F2[i] + T23 * F3[i];
                z3[i] = T31 * F1[i] + F2[i];
            }
            if (faccon * dyno <= fnewt) {
                conv = 1;
                break;
            }
        }
        if (!conv) {
            st->rej++;
            sprintf(st->note, "newton failures");
            h *= hnewt;
            rej = 1;
            if (newj == 0)
                newj = 1;
            if (h < 1e-14 * (t + 1e-10)) {
                rc = 1;
                break;
            }
            continue;
        }
        for (int i = 0; i < p; i++) {
            e[i] = (dd1 * z1[i] + dd2 * z2[i] + dd3 * z3[i]) / h;
            tmp[i] = e[i] + f0[i];
        }
        gn_solve(g, tmp, x);
        double er = 0;
        for (int i = 0; i < p; i++) {
            double q = x[i] * sc[i];
            er += q * q;
        }
        er = fmax(sqrt(er / p), 1e-10);
        if (er >= 1 && (first || rej)) {
            for (int i = 0; i < p; i++)
                tmp[i] = w[i] + x[i];
            {
                double *mm = g1;
                memcpy(mm, m0, 8 * n);
                Jv(P, g->w, x, g2);
                JTv(P, tmp, mm, a1);
                for (int i = 0; i < p; i++)
                    a1[i] = -a1[i] - P->lam * tmp[i];
                JTv(P, g->w, g2, x);
                for (int i = 0; i < p; i++)
                    a1[i] -= P->c * x[i];
                P->nf++;
            }
            for (int i = 0; i < p; i++)
                tmp[i] = e[i] + a1[i];
            gn_solve(g, tmp, x);
            er = 0;
            for (int i = 0; i < p; i++) {
                double q = x[i] * sc[i];
                er += q * q;
            }
            er = fmax(sqrt(er / p), 1e-10);
        }
        double fac = fmin(0.9, 0.9 * (1 + 2 * NIT) / (newt + 2 * NIT)),
               quot = clampd(pow(er, 0.25) / fac, 1. / 8, 5), hn = h / quot;
        if (er < 1) {
            if (st->steps > 0) {
                double fg = (hacc / h) * pow(er * er / erracc, 0.25) / 0.9;
                fg = clampd(fg, 1. / 8, 5);
                quot = fmax(quot, fg);
                hn = h / quot;
            }
            hacc = h;
            erracc = fmax(1e-2, er);
            for (int i = 0; i < p; i++) {
                double y3 = z3[i];
                wn[i] = w[i] + y3;
                double A1 = (z2[i] - z3[i]) / c2m, ak = (z1[i] - z2[i]) / c1c2, a3_ = z1[i] / c1;
                a3_ = (ak - a3_) / c2;
                double A2 = (ak - A1) / c1m;
                k1[i] = A1;
                k2[i] = A2;
                k3[i] = A2 - a3_;
            }
            while (k < NOUT && tt[k] <= (t + h) * (1 + 1e-13)) {
                double s = (tt[k] - (t + h)) / h;
                double *o = W + (long)k * p;
                for (int i = 0; i < p; i++)
                    o[i] = wn[i] + s * (k1[i] + (s - c2m) * (k2[i] + (s - c1m) * k3[i]));
                k++;
            }
            t += h;
            hold = h;
            memcpy(w, wn, 8 * p);
            for (int i = 0; i < n; i++) {
                double z1_ = m1[i] - m0[i], z2_ = m2[i] - m0[i], z3_ = m3[i] - m0[i];
                double A1 = (z2_ - z3_) / c2m, ak = (z1_ - z2_) / c1c2, a3_ = z1_ / c1;
                a3_ = (ak - a3_) / c2;
                double A2 = (ak - A1) / c1m;
                l1[i] = A1;
                l2[i] = A2;
                l3[i] = A2 - a3_;
                m0[i] = m3[i];
            }
            JTv(P, w, m0, f0);
            for (int i = 0; i < p; i++)
                f0[i] = -f0[i] - P->lam * w[i];
            st->steps++;
            first = 0;
            if (rej)
                hn = fmin(hn, h);
            rej = 0;
            newj = 0;
            double qt = hn / h;
            int reuse = 1 && theta <= THET && qt >= 1 && qt <= QT2;
            if (!reuse) {
                newj = 1;
                h = hn;
            } else {
                newj = 0;
            }
            if (t + h > T)
                h = fmax(T - t, 1e-300);
        } else {
            st->rej++;
            if (first)
                h *= 0.1;
            else
                h = hn;
            rej = 1;
            newj = newj == 0 ? 1 : 2;
            if (newj == 2)
                newf = 1;
        }
        if (st->steps + st->rej > 1000000 || h < 1e-14 * (t + 1e-10)) {
            if (k >= NOUT)
                break;
            rc = 1;
            break;
        }
    }
    st->rhs = P->nf;
    gn_free(g);
    free(Z);
    free(zz);
    free(ip);
    free(B);
    free(ja);
    free(jb);
    free(MB);
    (void)mz1;
    (void)mz2;
    (void)mz3;
    return rc;
}

// ---- Filippov active set for ReLU (D): z_ij = v_j x_i + b_j
static double ZR = 0, OTOL = 1e-9, ZF = 1e-3, OF = 10;
static double ZTOL = 1e-12, BTOL = 1e-10;

static int ev_nslide(Prob *P) {
    int k = 0;
    for (int j = 0; j < P->m; j++)
        k += P->sl[j] >= 0;
    return k;
}

static void ev_init(Prob *P, const double *w) {
    int m = P->m, n = P->n;
    P->act = malloc(m * n);
    P->sl = malloc(4 * m);
    for (int j = 0; j < m; j++) {
        P->sl[j] = -1;
        for (int i = 0; i < n; i++)
            P->act[i * m + j] = (w[m + j] * P->X[i] + w[2 * m + j]) > 0;
    }
}

// B_j,i = sum_{k!=i active} mu_k (x_k x_i+1);  z'_- = -u B ; z'_+ = -u (B + mu_i (x_i^2+1))
static double evB(Prob *P, const double *mu, int j, int i) {
    double s = 0, xi = P->X[i];
    for (int k = 0; k < P->n; k++)
        if (k != i && P->act[k * P->m + j])
            s += mu[k] * (P->X[k] * xi + 1);
    return s;
}

static double cub(double a0, double f1, double f2, double f3, double c1, double c2,
                  double s) { // interpolates (0,a0),(c1,f1),(c2,f2),(1,f3)
    return a0 * (s - c1) * (s - c2) * (s - 1) / (-c1 * c2) +
           f1 * s * (s - c2) * (s - 1) / (c1 * (c1 - c2) * (c1 - 1)) +
           f2 * s * (s - c1) * (s - 1) / (c2 * (c2 - c1) * (c2 - 1)) +
           f3 * s * (s - c1) * (s - c2) / ((1 - c1) * (1 - c2));
}

static double
evroot(double a0, double f1, double f2, double f3, double c1, double c2,
       double sgn) { // earliest s in (0,1] where sgn*f becomes < 0 (f(0)*sgn>=0 assumed); 2 if none
    double g[4] = {a0 * sgn, f1 * sgn, f2 * sgn, f3 * sgn}, x[4] = {0, c1, c2, 1};
    int q;
    for (q = 1; q < 4; q++)
        if (g[q] < 0)
            break;
    if (q == 4)
        return 2;
    double lo = x[q - 1], hi = x[q];
    if (q == 1 && g[0] <= 0)
        return 1e-9;
    for (int it = 0; it < 60; it++) {
        double s = .5 * (lo + hi);
        if (sgn * cub(a0, f1, f2, f3, c1, c2, s) < 0)
            hi = s;
        else
            lo = s;
    }
    return hi;
}

static void ev_scan(Prob *P, const double *w, const double *z1, const double *z2, const double *z3,
                    const double *m0, const double *m1, const double *m2, const double *m3, double c1,
                    double c2, double *sE, int *ej, int *ei, int *ek, int pj, int pi, int pk) {
    int m = P->m, n = P->n;
    *sE = 2;
    for (int i = 0; i < n; i++) {
        double x = P->X[i];
        for (int j = 0; j < m; j++) {
            if (P->sl[j] == i)
                continue;
            double a0 = w[m + j] * x + w[2 * m + j], d1 = z1[m + j] * x + z1[2 * m + j],
                   d2 = z2[m + j] * x + z2[2 * m + j], d3 = z3[m + j] * x + z3[2 * m + j];
            double sg = P->act[i * m + j] ? 1 : -1;
            double ZT = ZTOL + ZR * (fabs(w[m + j] * x) + fabs(w[2 * m + j]));
            if (sg * (a0 + d1) < -ZT || sg * (a0 + d2) < -ZT || sg * (a0 + d3) < -ZT) {
                double A = a0;
                if (sg * A < 0)
                    A = 0;
                double s;
                if (A == 0 && sg * a0 <= 0) {
                    if (sg * (a0 + d3) > -ZT)
                        continue;
                    s = 1e-9;
                } else
                    s = evroot(a0, a0 + d1, a0 + d2, a0 + d3, c1, c2, sg);
                if (s < *sE) {
                    *sE = s;
                    *ej = j;
                    *ei = i;
                    *ek = 0;
                }
            }
        }
    }
    for (int j = 0; j < m; j++)
        if (P->sl[j] >= 0) {
            int i = P->sl[j];
            double q = P->X[i] * P->X[i] + 1, u = w[j];
            double mx = 0;
            for (int k = 0; k < n; k++)
                mx = fmax(mx, fabs(m0[k]));
            mx *= BTOL;
            double B0 = evB(P, m0, j, i), B1 = evB(P, m1, j, i), B2 = evB(P, m2, j, i), B3 = evB(P, m3, j, i);
            // sliding needs z'_- = -uB >= 0  and z'_+ = -u(B+mu_i q) <= 0
            double su = u > 0 ? 1 : -1;
            double s = 2;
            if (-su * B1 < -mx || -su * B2 < -mx || -su * B3 < -mx)
                s = evroot(-su * B0, -su * B1, -su * B2, -su * B3, c1, c2, 1);
            if (s < *sE) {
                *sE = s;
                *ej = j;
                *ei = i;
                *ek = 1;
            }
            s = 2;
            if (su * (B1 + q * m1[i]) < -mx || su * (B2 + q * m2[i]) < -mx || su * (B3 + q * m3[i]) < -mx)
                s = evroot(su * (B0 + q * m0[i]), su * (B1 + q * m1[i]), su * (B2 + q * m2[i]),
                           su * (B3 + q * m3[i]), c1, c2, 1);
            if (s < *sE) {
                *sE = s;
                *ej = j;
                *ei = i;
                *ek = 2;
            }
        }
}

// neuron j at (v,b)=(0,0): choose an outward direction consistent with the field, else dead (sl=-2, all
// inactive)
static int ORULE = 0;
static long NORIG = 0, NDEAD = 0;

static int ev_origin(Prob *P, double *w, const double *mu, int j, int dry) {
    int m = P->m, n = P->n;
    double u = w[j], best = 0, bestal = -9;
    int bt = -1, bi = -1, ncand = 0;
    double be[2] = {0, 0};
    double V0 = 0, V1 = 0;
    for (int k = 0; k < n; k++)
        if (P->act[k * m + j]) {
            V0 -= u * mu[k] * P->X[k];
            V1 -= u * mu[k];
        }
    if (P->sl[j] >= 0)
        proj1(P->X[P->sl[j]], &V0, &V1);
    double vn = hypot(V0, V1) + 1e-300;
    V0 /= vn;
    V1 /= vn;
    int mode = ORULE;
    // candidate sectors: walk all 2n boundary directions; sector midpoints by angle
    double ang[128];
    int na = 0;
    for (int i = 0; i < n; i++) {
        double a = atan2(-P->X[i], 1.0);
        ang[na++] = a;
        ang[na++] = a > 0 ? a - M_PI : a + M_PI;
    }
    for (int a = 0; a < na; a++)
        for (int b = a + 1; b < na; b++)
            if (ang[b] < ang[a]) {
                double t = ang[a];
                ang[a] = ang[b];
                ang[b] = t;
            }
    for (int a = 0; a < na; a++) {
        double mid = a + 1 < na ? .5 * (ang[a] + ang[a + 1]) : .5 * (ang[a] + ang[0] + 2 * M_PI);
        double cv = cos(mid), cb = sin(mid), g0 = 0, g1 = 0;
        for (int k = 0; k < n; k++)
            if (cv * P->X[k] + cb > 0) {
                g0 -= u * mu[k] * P->X[k];
                g1 -= u * mu[k];
            }
        int ok = 1;
        for (int k = 0; k < n; k++)
            if ((g0 * P->X[k] + g1 > 0) != (cv * P->X[k] + cb > 0)) {
                ok = 0;
                break;
            }
        double nr = hypot(g0, g1);
        if (ok) {
            ncand++;
            double alg = mode ? (g0 * V0 + g1 * V1) / nr : nr;
            if (alg > bestal || bt < 0) {
                bestal = alg;
                best = nr;
                bt = 0;
                be[0] = g0 / nr;
                be[1] = g1 / nr;
            }
        }
    }
    for (int i = 0; i < n; i++)
        for (int s = -1; s <= 1; s += 2) {
            double q = sqrt(1 + P->X[i] * P->X[i]), cv = s / q, cb = -s * P->X[i] / q, g0 = 0, g1 = 0;
            for (int k = 0; k < n; k++)
                if (k != i && cv * P->X[k] + cb > 0) {
                    g0 -= u * mu[k] * P->X[k];
                    g1 -= u * mu[k];
                }
            double zm = g0 * P->X[i] + g1, zp = zm - u * mu[i] * q * q;
            double out = g0 * cv + g1 * cb;
            if (zm >= 0 && zp <= 0 && out > 0) {
                ncand++;
                double alg = mode ? cv * V0 + cb * V1 : out;
                if (alg > bestal || bt < 0) {
                    bestal = alg;
                    best = out;
                    bt = 1;
                    bi = i;
                    be[0] = cv;
                    be[1] = cb;
                }
            }
        }
    if (getenv("EVLOG") && !dry)
        fprintf(stderr, "ORIGIN j%d u %.3e cands %d best %.3e align %.3f dir %.3f %.3f\n", j, u, ncand, best,
                be[0] * V0 + be[1] * V1, be[0], be[1]);
    double mx = 0;
    for (int k = 0; k < n; k++)
        mx = fmax(mx, fabs(mu[k]));
    if (best <= 1e-8 * mx * fabs(u))
        bt = -1;
    if (dry && bt < 0)
        return 0;
    w[m + j] = w[2 * m + j] = 0;
    for (int k = 0; k < n; k++)
        P->act[k * m + j] = bt >= 0 && k != (bt == 1 ? bi : -1) && (be[0] * P->X[k] + be[1] > 0);
    P->sl[j] = bt < 0 ? -2 : bt == 1 ? bi : -1;
    if (bt < 0)
        NDEAD++;
    else
        NORIG++;
    return 1;
}

static int ev_fire(Prob *P, double *w, const double *mu, int j, int i, int k) {
    int m = P->m;
    double q = P->X[i] * P->X[i] + 1;
    if (k == 0) {
        int from = P->act[i * m + j];
        P->act[i * m + j] = 0;
        int slold = P->sl[j];
        double B = evB(P, mu, j, i), zm = -w[j] * B, zp = -w[j] * (B + q * mu[i]);
        if (slold >= 0 || hypot(w[m + j], w[2 * m + j]) < OTOL)
            return ev_origin(P, w, mu, j, 0);
        if (from == 0) {
            if (zp > 0)
                P->act[i * m + j] = 1;
            else {
                P->sl[j] = i;
                proj1(P->X[i], w + m + j, w + 2 * m + j);
            }
        } else {
            if (zm < 0)
                P->act[i * m + j] = 0;
            else {
                P->sl[j] = i;
                proj1(P->X[i], w + m + j, w + 2 * m + j);
            }
        }
        return 1;
    }
    P->sl[j] = -1;
    P->act[i * m + j] = (k == 2);
    return 1;
}

static int radevt(Prob *P, double rt_, double at_, double *W, Stats *st) {
    int p = P->p, n = P->n, rc = 0, one = 1, info;
    double q_ = at_ / rt_, rt = 0.1 * pow(rt_, 2. / 3), at = rt * q_;
    if (getenv("RT_RAW")) {
        rt = rt_;
        at = at_;
    }
    const double s6 = sqrt(6.0), c1 = (4 - s6) / 10, c2 = (4 + s6) / 10, c1m = c1 - 1, c2m = c2 - 1,
                 c1c2 = c1 - c2, dd1 = -(13 + 7 * s6) / 3, dd2 = (-13 + 7 * s6) / 3, dd3 = -1. / 3;
    double s9 = pow(9, 1. / 3), u1 = (6 + s9 * (s9 - 1)) / 30, al = (12 - s9 * (s9 - 1)) / 60,
           be = s9 * (s9 + 1) * sqrt(3) / 60, cn = al * al + be * be;
    u1 = 1 / u1;
    al /= cn;
    be /= cn;
    const double T11 = 9.1232394870892942792E-02, T12 = -0.14125529502095420843,
                 T13 = -3.0029194105147424492E-02, T21 = 0.24171793270710701896, T22 = 0.20412935229379993199,
                 T23 = 0.38294211275726193779, T31 = 0.96604818261509293619;
    const double I11 = 4.3255798900631553510, I12 = 0.33919925181580986954, I13 = 0.54177053993587487119,
                 I21 = -4.1787185915519047273, I22 = -0.32768282076106238708, I23 = 0.47662355450055045196,
                 I31 = -0.50287263494578687595, I32 = 2.5719269498556054292, I33 = -0.59603920482822492497;
    GN *g = gn_new(P);
    cplx *Z = malloc(16L * n * n), *zz = malloc(16 * n);
    int *ip = malloc(4 * n);
    double *B = malloc(8L * p * 24);
    double *w = B, *f0 = B + p, *z1 = B + 2 * p, *z2 = B + 3 * p, *z3 = B + 4 * p, *F1 = B + 5 * p,
           *F2 = B + 6 * p, *F3 = B + 7 * p, *a1 = B + 8 * p, *a2 = B + 9 * p, *a3 = B + 10 * p,
           *tmp = B + 11 * p, *e = B + 12 * p, *k1 = B + 13 * p, *k2 = B + 14 * p, *k3 = B + 15 * p,
           *x = B + 16 * p, *wn = B + 17 * p, *sc = B + 18 * p, *ja = malloc(8 * n), *jb = malloc(8 * n);
    double *MB = malloc(8L * n * 20), *m0 = MB, *m1 = MB + n, *m2 = MB + 2 * n, *m3 = MB + 3 * n,
           *g1 = MB + 4 * n, *g2 = MB + 5 * n, *g3 = MB + 6 * n, *d1 = MB + 7 * n, *d2 = MB + 8 * n,
           *d3 = MB + 9 * n, *l1 = MB + 10 * n, *l2 = MB + 11 * n, *l3 = MB + 12 * n, *mz1 = MB + 13 * n,
           *mz2 = MB + 14 * n, *mz3 = MB + 15 * n;
    memcpy(w, P->w0, 8 * p);
    P->nf = 0;
    double T = 20 / P->lam, tt[NOUT], t = 0;
    outtimes(T, tt);
    NORIG = NDEAD = 0;
    if (getenv("ORULE"))
        ORULE = atoi(getenv("ORULE"));
    if (getenv("ZF"))
        ZF = atof(getenv("ZF"));
    if (getenv("OF"))
        OF = atof(getenv("OF"));
    ZTOL = fmax(1e-13, ZF * at);
    ZR = ZF * rt;
    BTOL = fmax(1e-10, (getenv("BF") ? atof(getenv("BF")) : 1e-4) * rt);
    OTOL = fmax(1e-10, OF * at);
    ev_init(P, w);
    rhs(P, w, f0);
    for (int i = 0; i < n; i++)
        m0[i] = P->c * P->res[i];
    double h = 0.01 / (wnorm(f0, w, NULL, p, 1, at) + 1e-30);
    h = clampd(h, 1e-8, 0.1) * pow(rt / 1e-3, 1. / 4);
    double fnewt = fmax(10 * 2.2e-16 / rt, fmin(0.03, sqrt(rt)));
    int k = 0, first = 1, rej = 0, newj = 1, newf = 1;
    double faccon = 1, hold = 0, erracc = 1, hacc = 0, theta = 0;
    const int NIT = 8;
    double tlast = -1, HCH = 1e-4;
    int chat = 0;
    int pj = -1, pi_ = -1, pk = 0, redo = 0;
    long nev = 0, nredo = 0;
    double hsave = 0;
    const double evtol = 1e-12;
    int FULLPC = getenv("PCG") != NULL;
    (void)FULLPC;
    double lh = 0;
    while (k < NOUT) {
        if (newj == 1) {
            gn_jac(g, w);
            st->jac++;
            newj = 2;
            newf = 1;
        }
        if (newf || lh != h) {
            gn_fac(g, u1 / h);
            double complex sig = ((al + I * be) / h + P->lam) / P->c;
            for (long i = 0; i < (long)n * n; i++)
                Z[i] = g->K[i];
            for (int i = 0; i < n; i++)
                Z[(long)i * n + i] += sig;
            zgetrf_(&n, &n, Z, &n, ip, &info);
            st->lu++;
            newf = 0;
            lh = h;
        }
        double fac1 = u1 / h, aln = al / h, ben = be / h;
        for (int i = 0; i < p; i++)
            sc[i] = 1 / (at + rt * fabs(w[i]));
        if (first)
            for (int i = 0; i < n; i++)
                m1[i] = m2[i] = m3[i] = m0[i];
        else {
            double c3q = h / hold, c1q = c1 * c3q, c2q = c2 * c3q;
            for (int i = 0; i < n; i++) {
                double A1 = l1[i], A2 = l2[i], A3 = l3[i];
                m1[i] = m0[i] + c1q * (A1 + (c1q - c2m) * (A2 + (c1q - c1m) * A3));
                m2[i] = m0[i] + c2q * (A1 + (c2q - c2m) * (A2 + (c2q - c1m) * A3));
                m3[i] = m0[i] + c3q * (A1 + (c3q - c2m) * (A2 + (c3q - c1m) * A3));
            }
        }
        if (first) {
            memset(z1, 0, 8 * p);
            memset(z2, 0, 8 * p);
            memset(z3, 0, 8 * p);
            memset(F1, 0, 8 * p);
            memset(F2, 0, 8 * p);
            memset(F3, 0, 8 * p);
        } else {
            double c3q = h / hold, c1q = c1 * c3q, c2q = c2 * c3q;
            for (int i = 0; i < p; i++) {
                double A1 = k1[i], A2 = k2[i], A3 = k3[i];
                z1[i] = c1q * (A1 + (c1q - c2m) * (A2 + (c1q - c1m) * A3));
                z2[i] = c2q * (A1 + (c2q - c2m) * (A2 + (c2q - c1m) * A3));
                z3[i] = c3q * (A1 + (c3q - c2m) * (A2 + (c3q - c1m) * A3));
                F1[i] = I11 * z1[i] + I12 * z2[i] + I13 * z3[i];
                F2[i] = I21 * z1[i] + I22 * z2[i] + I23 * z3[i];
                F3[i] = I31 * z1[i] + I32 * z2[i] + I33 * z3[i];
            }
        }
        int newt = 0, conv = 0;
        double dynold = 0, thqold = 0;
        faccon = pow(fmax(faccon, 2.2e-16), 0.8);
        theta = 0.001;
        double hnewt = 0;
        while (1) {
            if (newt >= NIT) {
                hnewt = 0.5;
                break;
            }
            {
                double *zs[3] = {z1, z2, z3}, *as[3] = {a1, a2, a3}, *ms[3] = {m1, m2, m3},
                       *gs[3] = {g1, g2, g3};
                for (int q = 0; q < 3; q++) {
                    for (int i = 0; i < p; i++)
                        tmp[i] = w[i] + zs[q][i];
                    JTv(P, tmp, ms[q], as[q]);
                    for (int i = 0; i < p; i++)
                        as[q][i] = -as[q][i] - P->lam * tmp[i];
                    resid(P, tmp, gs[q]);
                    for (int i = 0; i < n; i++)
                        gs[q][i] -= ms[q][i] / P->c;
                    P->nf++;
                }
            }
            for (int i = 0; i < n; i++) {
                double q1 = g1[i], q2 = g2[i], q3 = g3[i];
                g1[i] = I11 * q1 + I12 * q2 + I13 * q3;
                g2[i] = I21 * q1 + I22 * q2 + I23 * q3;
                g3[i] = I31 * q1 + I32 * q2 + I33 * q3;
            }
            for (int i = 0; i < p; i++) {
                double q1 = a1[i], q2 = a2[i], q3 = a3[i];
                a1[i] = I11 * q1 + I12 * q2 + I13 * q3 - fac1 * F1[i];
                double r2 = I21 * q1 + I22 * q2 + I23 * q3, r3 = I31 * q1 + I32 * q2 + I33 * q3;
                a2[i] = r2 - aln * F2[i] + ben * F3[i];
                a3[i] = r3 - aln * F3[i] - ben * F2[i];
            }
            {
                double gr = fac1 + P->lam;
                cplx gc = aln + I * ben + P->lam;
                Jv(P, g->w, a1, d1);
                Jv(P, g->w, a2, d2);
                Jv(P, g->w, a3, d3);
                for (int i = 0; i < n; i++) {
                    d1[i] += gr * g1[i];
                    zz[i] = d2[i] + I * d3[i] + gc * (g2[i] + I * g3[i]);
                }
                dpotrs_("L", &n, &one, g->M, &n, d1, &n, &info);
                zgetrs_("N", &n, &one, Z, &n, ip, zz, &n, &info);
                for (int i = 0; i < n; i++) {
                    d2[i] = creal(zz[i]);
                    d3[i] = cimag(zz[i]);
                }
                JTv(P, g->w, d1, x);
                for (int i = 0; i < p; i++)
                    a1[i] = (a1[i] - x[i]) / gr;
                JTv(P, g->w, d2, x);
                JTv(P, g->w, d3, tmp);
                cplx iv = 1 / gc;
                double ir = creal(iv), ii = cimag(iv);
                for (int i = 0; i < p; i++) {
                    double A = a2[i] - x[i], Bq = a3[i] - tmp[i];
                    a2[i] = A * ir - Bq * ii;
                    a3[i] = A * ii + Bq * ir;
                }
                for (int i = 0; i < n; i++) {
                    m1[i] += T11 * d1[i] + T12 * d2[i] + T13 * d3[i];
                    m2[i] += T21 * d1[i] + T22 * d2[i] + T23 * d3[i];
                    m3[i] += T31 * d1[i] + d2[i];
                }
            }
            st->ls += 3;
            newt++;
            double dyno = 0;
            for (int i = 0; i < p; i++) {
                double d = sc[i];
                dyno += (a1[i] * a1[i] + a2[i] * a2[i] + a3[i] * a3[i]) * d * d;
            }
            dyno = sqrt(dyno / (3 * p));
            if (!(dyno == dyno)) {
                hnewt = 0.3;
                break;
            }
            if (newt > 1 && newt < NIT) {
                double thq = dyno / dynold;
                theta = newt == 2 ? thq : sqrt(thq * thqold);
                thqold = thq;
                if (theta < 0.99) {
                    faccon = theta / (1 - theta);
                    double dyth = faccon * dyno * pow(theta, NIT - 1 - newt) / fnewt;
                    if (dyth >= 1) {
                        double qn = clampd(dyth, 1e-4, 20);
                        hnewt = 0.8 * pow(qn, -1. / (4 + NIT - 1 - newt));
                        break;
                    }
                } else {
                    hnewt = 0.5;
                    break;
                }
            }
            dynold = fmax(dyno, 2.2e-16);
            for (int i = 0; i < p; i++) {
                F1[i] += a1[i];
                F2[i] += a2[i];
                F3[i] += a3[i];
                z1[i] = T11 * F1[i] + T12 * F2[i] + T13 * F3[i];
                z2[i] = T21 * F1[i] + T22 * F2[i] + T23 * F3[i];
                z3[i] = T31 * F1[i] + F2[i];
            }
            if (faccon * dyno <= fnewt) {
                conv = 1;
                break;
            }
        }
        if (!conv) {
            redo = 0;
            pj = -1;
            st->rej++;
            h *= hnewt;
            rej = 1;
            if (newj == 0)
                newj = 1;
            if (h < 1e-14 * (t + 1e-10)) {
                rc = 1;
                break;
            }
            continue;
        }
        for (int i = 0; i < p; i++) {
            e[i] = (dd1 * z1[i] + dd2 * z2[i] + dd3 * z3[i]) / h;
            tmp[i] = e[i] + f0[i];
        }
        gn_solve(g, tmp, x);
        double er = 0;
        for (int i = 0; i < p; i++) {
            double q = x[i] * sc[i];
            er += q * q;
        }
        er = fmax(sqrt(er / p), 1e-10);
        if (er >= 1 && (first || rej)) {
            for (int i = 0; i < p; i++)
                tmp[i] = w[i] + x[i];
            {
                double *mm = g1;
                memcpy(mm, m0, 8 * n);
                Jv(P, g->w, x, g2);
                JTv(P, tmp, mm, a1);
                for (int i = 0; i < p; i++)
                    a1[i] = -a1[i] - P->lam * tmp[i];
                JTv(P, g->w, g2, x);
                for (int i = 0; i < p; i++)
                    a1[i] -= P->c * x[i];
                P->nf++;
            }
            for (int i = 0; i < p; i++)
                tmp[i] = e[i] + a1[i];
            gn_solve(g, tmp, x);
            er = 0;
            for (int i = 0; i < p; i++) {
                double q = x[i] * sc[i];
                er += q * q;
            }
            er = fmax(sqrt(er / p), 1e-10);
        }
        double fac = fmin(0.9, 0.9 * (1 + 2 * NIT) / (newt + 2 * NIT)),
               quot = clampd(pow(er, 0.25) / fac, 1. / 8, 5), hn = h / quot;
        int evj = -1, evi = -1, evk = 0;
        double hbig = h;
        if (er < 1) {
            double sE = 2;
            ev_scan(P, w, z1, z2, z3, m0, m1, m2, m3, c1, c2, &sE, &evj, &evi, &evk, pj, pi_, pk);
            if (evj < 0 && redo > 0 && pj >= 0) {
                evj = pj;
                evi = pi_;
                evk = pk;
                sE = 1;
            }
            if (evj >= 0 && sE < 1 && (1 - sE) * h > evtol * (t + h) && (1 - sE) > 1e-7 && redo < 12) {
                if (redo == 0)
                    hsave = h;
                redo++;
                nredo++;
                h *= sE * (1 + 1e-10);
                pj = evj;
                pi_ = evi;
                pk = evk;
                rej = 0;
                newf = 1;
                continue;
            }
        }
        if (er < 1) {
            if (st->steps > 0) {
                double fg = (hacc / h) * pow(er * er / erracc, 0.25) / 0.9;
                fg = clampd(fg, 1. / 8, 5);
                quot = fmax(quot, fg);
                hn = h / quot;
            }
            hacc = h;
            erracc = fmax(1e-2, er);
            for (int i = 0; i < p; i++) {
                double y3 = z3[i];
                wn[i] = w[i] + y3;
                double A1 = (z2[i] - z3[i]) / c2m, ak = (z1[i] - z2[i]) / c1c2, a3_ = z1[i] / c1;
                a3_ = (ak - a3_) / c2;
                double A2 = (ak - A1) / c1m;
                k1[i] = A1;
                k2[i] = A2;
                k3[i] = A2 - a3_;
            }
            while (k < NOUT && tt[k] <= (t + h) * (1 + 1e-13)) {
                double s = (tt[k] - (t + h)) / h;
                double *o = W + (long)k * p;
                for (int i = 0; i < p; i++)
                    o[i] = wn[i] + s * (k1[i] + (s - c2m) * (k2[i] + (s - c1m) * k3[i]));
                k++;
            }
            t += h;
            hold = h;
            memcpy(w, wn, 8 * p);
            for (int i = 0; i < n; i++) {
                double z1_ = m1[i] - m0[i], z2_ = m2[i] - m0[i], z3_ = m3[i] - m0[i];
                double A1 = (z2_ - z3_) / c2m, ak = (z1_ - z2_) / c1c2, a3_ = z1_ / c1;
                a3_ = (ak - a3_) / c2;
                double A2 = (ak - A1) / c1m;
                l1[i] = A1;
                l2[i] = A2;
                l3[i] = A2 - a3_;
                m0[i] = m3[i];
            }
            JTv(P, w, m0, f0);
            for (int i = 0; i < p; i++)
                f0[i] = -f0[i] - P->lam * w[i];
            st->steps++;
            first = 0;
            {
                int fired = 0;
                for (int j = 0; j < P->m; j++)
                    if (P->sl[j] == -2 && ev_origin(P, w, m0, j, 1))
                        fired = 1;
                if (evj >= 0)
                    fired |= ev_fire(P, w, m0, evj, evi, evk);
                if (fired) {
                    nev++;
                    if (nev > 20000) {
                        rc = 1;
                        sprintf(st->note, "event chatter at t=%.6g", t);
                        k = NOUT;
                        break;
                    }
                    first = 1;
                    JTv(P, w, m0, f0);
                    for (int i = 0; i < p; i++)
                        f0[i] = -f0[i] - P->lam * w[i];
                }
                if (redo) {
                    hn = fmax(hn, fmin(hsave, 4 * hn));
                    if (hsave > hn)
                        hn = hsave;
                }
                redo = 0;
                pj = -1;
                if (fired) {
                    rej = 0;
                    h = hn;
                    if (t - tlast < 0.01 * h) {
                        chat++;
                        h = fmax(h * pow(0.02, chat), HCH);
                    } else
                        chat = 0;
                    tlast = t;
                    newj = 1;
                    if (t + h > T)
                        h = fmax(T - t, 1e-300);
                    if (getenv("EVLOG") && evj >= 0)
                        fprintf(
                            stderr,
                            "|u|=%.2e v %.4e b %.4e z %.2e t=%.10g ev j%d i%d k%d -> act %d sl %d h %.3g\n",
                            w[evj], w[P->m + evj], w[2 * P->m + evj],
                            w[P->m + evj] * P->X[evi] + w[2 * P->m + evj], t, evj, evi, evk,
                            evi >= 0 && evj >= 0 ? P->act[evi * P->m + evj] : -1, P->sl[evj], h);
                    continue;
                }
            }
            if (rej)
                hn = fmin(hn, h);
            rej = 0;
            newj = 0;
            double qt = hn / h;
            int reuse = 1 && theta <= THET && qt >= 1 && qt <= QT2;
            if (!reuse) {
                newj = 1;
                h = hn;
            } else {
                newj = 0;
            }
            if (t + h > T)
                h = fmax(T - t, 1e-300);
        } else {
            st->rej++;
            if (first)
                h *= 0.1;
            else
                h = hn;
            rej = 1;
            newj = newj == 0 ? 1 : 2;
            if (newj == 2)
                newf = 1;
        }
        if (st->steps + st->rej > 1000000 || h < 1e-14 * (t + 1e-10)) {
            if (k >= NOUT)
                break;
            rc = 1;
            break;
        }
    }
    st->rhs = P->nf;
    sprintf(st->note, "events=%ld redos=%ld sliding_end=%d origin=%ld dead=%ld", nev, nredo, ev_nslide(P),
            NORIG, NDEAD);
    free(P->act);
    free(P->sl);
    P->act = NULL;
    gn_free(g);
    free(Z);
    free(zz);
    free(ip);
    free(B);
    free(ja);
    free(jb);
    free(MB);
    (void)mz1;
    (void)mz2;
    (void)mz3;
    return rc;
}

// exact flow for A in sample space: eigendecomposition of K = X X^T (n x n)
static int expA(Prob *P, double rt, double at, double *W, Stats *st) {
    int n = P->n, p = P->p, info, lw = 1 + 6 * n + 2 * n * n, liw = 3 + 5 * n;
    if (P->type != 'A')
        return 1;
    double *K = malloc(8L * n * n), *ev = malloc(8 * n), *wk = malloc(8L * lw), *r = malloc(8 * n),
           *q = malloc(8 * n), *z = malloc(8 * n);
    int *iw = malloc(4 * liw);
    gram(P, P->w0, K);
    dsyevd_("V", "U", &n, K, &n, ev, wk, &lw, iw, &liw, &info);
    Jv(P, P->w0, P->w0, r);
    double a[400], b[400], tt[NOUT];
    outtimes(20 / P->lam, tt);
    for (int k = 0; k < n; k++) {
        a[k] = dot(K + k * n, r, n);
        b[k] = dot(K + k * n, P->y, n);
    }
    for (int o = 0; o < NOUT; o++) {
        double el = exp(-P->lam * tt[o]);
        for (int i = 0; i < n; i++)
            z[i] = 0;
        for (int k = 0; k < n; k++) {
            double mu = P->c * ev[k], s = mu + P->lam;
            double xk = a[k] * exp(-s * tt[o]) - mu / s * expm1(-s * tt[o]) * b[k];
            axpy(n, (xk - el * a[k]) / ev[k], K + k * n, z);
        }
        double *w = W + (long)o * p;
        JTv(P, P->w0, z, w);
        axpy(p, el, P->w0, w);
    }
    st->steps = 1;
    st->jac = 1;
    st->lu = 1;
    free(K);
    free(ev);
    free(wk);
    free(r);
    free(q);
    free(z);
    free(iw);
    return 0;
}

int main(int c, char **v) {
    if (getenv("THET"))
        THET = atof(getenv("THET"));
    if (getenv("QT2"))
        QT2 = atof(getenv("QT2"));
    const char *m = v[1];
    Solver f = !strcmp(m, "ros34pw2") ? ros
               : !strcmp(m, "rkc2")   ? rkc
               : !strcmp(m, "radau5") ? radau
               : !strcmp(m, "radaug") ? radaug
               : !strcmp(m, "expA")   ? expA
               : !strcmp(m, "radevt") ? radevt
                                      : NULL;
    if (!f)
        return 1;
    char nm[64];
    snprintf(nm, 64, "proto-%s%s", m, !strcmp(m, "rkc2") ? "" : "-gn");
    report(nm, v[2], atof(v[3]), atof(v[4]), atof(v[5]), f, getenv("SAVE") != NULL);
}
