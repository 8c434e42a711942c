import type { QueryClient } from '@tanstack/vue-query'
import { watch } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { session } from './session/session'

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/runs' },
  { path: '/sign-in', component: () => import('./session/SignInPage.vue'), meta: { public: true } },
  { path: '/runs', component: () => import('./runs/RunsPage.vue') },
  { path: '/runs/:id', component: () => import('./runs/RunPage.vue'), props: true },
  { path: '/reports', component: () => import('./reports/ReportsPage.vue') },
  { path: '/reports/new', component: () => import('./reports/ReportCreatePage.vue') },
  { path: '/reports/:id', component: () => import('./reports/ReportPage.vue'), props: true },
  { path: '/reports/:id/edit', component: () => import('./reports/ReportEditPage.vue'), props: true },
  { path: '/schedules', component: () => import('./schedules/SchedulesPage.vue') },
  { path: '/schedules/new', component: () => import('./schedules/ScheduleCreatePage.vue') },
  { path: '/schedules/:id', component: () => import('./schedules/SchedulePage.vue'), props: true },
  { path: '/schedules/:id/edit', component: () => import('./schedules/ScheduleEditPage.vue'), props: true },
  { path: '/calendars', component: () => import('./calendars/CalendarsPage.vue') },
  { path: '/calendars/new', component: () => import('./calendars/CalendarCreatePage.vue') },
  { path: '/calendars/:id', component: () => import('./calendars/CalendarPage.vue'), props: true },
  { path: '/data-sources', component: () => import('./data-sources/DataSourcesPage.vue') },
  { path: '/data-sources/new', component: () => import('./data-sources/DataSourceCreatePage.vue') },
  { path: '/data-sources/:id', component: () => import('./data-sources/DataSourcePage.vue'), props: true },
  { path: '/destinations', component: () => import('./destinations/DestinationsPage.vue') },
  { path: '/destinations/new', component: () => import('./destinations/DestinationCreatePage.vue') },
  { path: '/destinations/:id', component: () => import('./destinations/DestinationPage.vue'), props: true },
  { path: '/settings', component: () => import('./settings/SettingsPage.vue') },
  { path: '/inbox', component: () => import('./inbox/InboxPage.vue') },
  { path: '/:path(.*)*', component: () => import('./shared/NotFoundPage.vue') },
]

export function createAppRouter(queryClient: QueryClient): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })

  router.beforeEach((to) => {
    if (session.current.value) return to.meta.public ? '/runs' : true
    return to.meta.public ? true : { path: '/sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
  })

  // After a new deployment the parts this page still knows are gone; the new page knows the new ones.
  router.onError((_error, to) => {
    if (router.currentRoute.value.matched.length > 0) window.location.assign(to.fullPath)
  })

  // One tenant's answers must not be shown to the next one who signs in.
  watch(session.current, (current) => {
    if (current) return
    queryClient.clear()
    const from = router.currentRoute.value
    if (!from.meta.public) void router.push({ path: '/sign-in', query: session.expired.value ? { next: from.fullPath } : {} })
  })

  return router
}
