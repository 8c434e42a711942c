import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { ApiProblem } from './api/problem'
import App from './App.vue'
import { createAppRouter } from './router'
import './styles/index.css'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 3_000,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
  },
})

createApp(App).use(createAppRouter(queryClient)).use(VueQueryPlugin, { queryClient }).mount('#app')
